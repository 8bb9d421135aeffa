package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gvp.jobs.internal.store.HotStatement.Pool.CLAIMS;
import static org.gvp.jobs.internal.store.HotStatement.Pool.GENERAL;
import static org.gvp.jobs.internal.store.HotStatement.Pool.HEARTBEAT;
import static org.gvp.jobs.internal.store.HotStatement.Pool.LEASE;
import static org.gvp.jobs.internal.store.HotStatement.Pool.READERS;
import static org.gvp.jobs.internal.store.HotStatement.Pool.VITAL;
import static org.gvp.jobs.internal.store.HotStatement.call;
import static org.gvp.jobs.internal.store.HotStatement.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.lease.JobRescuer;
import org.gvp.jobs.internal.run.Runs;
import org.gvp.jobs.internal.schedule.JobScheduler;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The plans of the statements that run all day, among 1,000,000 waiting jobs behind 200,000 dead
 * rows that no vacuum may remove: by which index, and how many buffers. Each is looked at twice: by
 * a plan that its session made while the register was empty, as that of a daemon after a quiet
 * night, and by one made of fresh statistics.
 */
class HotPlansTest {
  /** A claim takes so many. */
  private static final int BATCH = 512;

  private static final String STOP = "select gvp_jobs.stop_job(900000)";
  private static final String REDRIVE = "select gvp_jobs.redrive_job(77)";

  private static final List<HotStatement> HOT =
      List.of(
          file(JobClaimer.class, "firstDue", CLAIMS, 100, "job_open_claim"),
          file(StatusMachine.class, "claimDueJobs", CLAIMS, 15 * BATCH, "job_open_claim"),
          file(StatusMachine.class, "claimAtOnce", CLAIMS, 21 * 16, "job_open_claim").thatTakes(16),
          file(StatusMachine.class, "claimSuspects", CLAIMS, 2 * BATCH),
          file(StatusMachine.class, "readDetails", CLAIMS, 6 * BATCH),
          file(StatusMachine.class, "readDetailRange", CLAIMS, 100),
          file(StatusMachine.class, "readShortLists", CLAIMS, 10 * BATCH),
          file(StatusMachine.class, "readSingles", CLAIMS, 6 * BATCH),
          file(StatusMachine.class, "lockRuns", VITAL, 8 * BATCH, "job_open_pkey"),
          file(StatusMachine.class, "findEnded", VITAL, 10 * BATCH),
          file(StatusMachine.class, "recordOutcomes", VITAL, 20 * BATCH, "job_open_pkey"),
          file(StatusMachine.class, "finishJobs", VITAL, 20 * BATCH, "job_open_pkey"),
          file(StatusMachine.class, "endJobs", VITAL, 30 * BATCH, "job_open_pkey"),
          file(StatusMachine.class, "releaseJobs", VITAL, 40 * BATCH, "job_open_pkey"),
          file(StatusMachine.class, "forgetUniqueKeys", VITAL, 6 * BATCH),
          file(StatusMachine.class, "summarizeActions", VITAL, 5_000),
          file(Runs.class, "lockRun", GENERAL, 20, "job_open_pkey"),
          file(Runs.class, "nextPage", GENERAL, 8 * BATCH, "job_open_pkey"),
          file(Runs.class, "noteBegun", VITAL, 15 * BATCH, "job_open_pkey"),
          file(Runs.class, "singleStanding", VITAL, 20),
          file(Runs.class, "findStopped", VITAL, 6 * BATCH, "job_open_pkey"),
          file(JobRescuer.class, "renewLease", LEASE, 20),
          file(JobRescuer.class, "revokeExpired", HEARTBEAT, 20),
          file(JobRescuer.class, "findOrphans", HEARTBEAT, 10 * BATCH, "job_open_pkey"),
          file(JobRescuer.class, "lockOrphans", HEARTBEAT, 6 * BATCH, "job_open_pkey"),
          // What was begun and has not ended is little, and here it is a page.
          file(JobRescuer.class, "interruptActions", HEARTBEAT, 30 * BATCH).thatScans(),
          file(JobRescuer.class, "rescueJobs", HEARTBEAT, 30 * BATCH, "job_open_pkey"),
          file(JobRescuer.class, "findAbandoned", HEARTBEAT, 3_000, "job_open_unusual"),
          file(JobScheduler.class, "hasOpenJob", HEARTBEAT, 1_000),
          file(Sql.class, "findJob", READERS, 100),
          file(Sql.class, "countActions", READERS, 2_000),
          file(Sql.class, "countStatuses", READERS, 30_000).thatScans(),
          call("select gvp_jobs.create_job('one', 'Unit', unique_key => 'one')", 200),
          call(STOP, 200),
          call(REDRIVE, 300));

  /** What no statement may read from end to end. */
  private static final String BIG =
      "job_open|job_(detail|ended|history)_0|action(_begun|_result)?_0|job_unique_key|schedule_fire";

  private static final Map<HotStatement, HotStatement.Plan> STALE = new HashMap<>();
  private static final Map<HotStatement, HotStatement.Plan> FRESH = new HashMap<>();
  private static TestDatabase database;
  private static Map<HotStatement.Pool, Connection> sessions;

  @BeforeAll
  static void look() throws SQLException {
    database = TestDatabase.create();
    DataSource admin = database.superuserDataSource();
    Migrations.apply(database.dataSource());
    run(admin, "select gvp_jobs.job_type_id('Unit', null)");
    run(
        admin,
        "do $$ declare t regclass; begin for t in select oid from pg_class where relkind = 'r'"
            + " and relnamespace = 'gvp_jobs'::regnamespace loop execute format('alter table %s set"
            + " (autovacuum_enabled = off)', t); end loop; end $$");
    run(admin, "vacuum analyze");
    try (Database pools = new Database(database.dataSource());
        Connection horizon = database.dataSource().getConnection()) {
      sessions = sessions(pools);
      prepare("early");
      for (HotStatement statement : HOT) {
        statement.cachePlan(session(statement), name("early", statement), values(admin));
      }
      run(admin, SqlText.read("hotPlansFill"));
      horizon.setAutoCommit(false);
      horizon.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      run(horizon, "select count(*) from gvp_jobs.node");
      run(admin, SqlText.read("hotPlansEnd"));
      Map<String, String> values = values(admin);
      explain("early", values, STALE);
      run(admin, "analyze");
      prepare("late");
      explain("late", values, FRESH);
      horizon.rollback();
    }
  }

  private static Map<HotStatement.Pool, Connection> sessions(Database pools) throws SQLException {
    Map<HotStatement.Pool, Connection> sessions = new EnumMap<>(HotStatement.Pool.class);
    for (HotStatement.Pool pool : HotStatement.Pool.values()) {
      sessions.put(pool, pool.of(pools).getConnection());
      run(sessions.get(pool), "set statement_timeout = '20s'");
    }
    return sessions;
  }

  private static void prepare(String when) throws SQLException {
    for (HotStatement statement : HOT) {
      statement.prepare(session(statement), name(when, statement));
    }
  }

  private static void explain(
      String when, Map<String, String> values, Map<HotStatement, HotStatement.Plan> plans)
      throws SQLException {
    for (HotStatement statement : HOT) {
      plans.put(statement, statement.plan(session(statement), name(when, statement), values));
    }
  }

  private static Connection session(HotStatement statement) {
    return sessions.get(statement.pool());
  }

  private static String name(String when, HotStatement statement) {
    return when + HOT.indexOf(statement);
  }

  private static Map<String, String> values(DataSource database) throws SQLException {
    Map<String, String> values = new HashMap<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SqlText.read("hotPlansValues"))) {
      while (row.next()) {
        values.put(row.getString(1), row.getString(2));
      }
    }
    return values;
  }

  private static void run(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection()) {
      run(connection, sql);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  static List<HotStatement> hot() {
    return HOT;
  }

  /** All but those of operators, whose sessions are new. */
  static List<HotStatement> hotInOldSessions() {
    return HOT.stream().filter(hot -> !List.of(STOP, REDRIVE).contains(hot.name())).toList();
  }

  /** Suspects are few, but here a batch of them has just been rescued and rolled back. */
  static List<HotStatement> hotLooks() {
    return HOT.stream().filter(hot -> !hot.name().equals("claimSuspects")).toList();
  }

  @ParameterizedTest
  @MethodSource("hotInOldSessions")
  void a_plan_made_while_the_register_was_empty_still_goes_by_index(HotStatement statement) {
    check(statement, STALE.get(statement));
  }

  @ParameterizedTest
  @MethodSource("hot")
  void a_new_plan_goes_by_index(HotStatement statement) {
    check(statement, FRESH.get(statement));
  }

  private static void check(HotStatement statement, HotStatement.Plan plan) {
    assertThat(plan.root().isMissingNode()).as(plan.text()).isFalse();
    for (JsonNode node : statement.scans() ? List.<JsonNode>of() : plan.nodes()) {
      boolean reads =
          node.path("Node Type").asText().equals("Seq Scan")
              && node.path("Actual Loops").asInt() > 0;
      assertThat(reads && node.path("Relation Name").asText().matches(BIG))
          .as(plan.text())
          .isFalse();
    }
    assertThat(plan.indexes()).as(plan.text()).containsAll(statement.indexes());
    assertThat(plan.buffers()).as(plan.text()).isLessThanOrEqualTo(statement.most());
  }

  @ParameterizedTest
  @MethodSource("hotLooks")
  void a_look_for_due_jobs_reads_at_most_100_buffers_of_the_claim_index(HotStatement statement) {
    for (HotStatement.Plan plan : List.of(STALE.get(statement), FRESH.get(statement))) {
      assertThat(plan.nodes())
          .filteredOn(node -> node.path("Index Name").asText().equals("job_open_claim"))
          .allSatisfy(
              node ->
                  assertThat(HotStatement.Plan.buffers(node))
                      .as(plan.text())
                      .isLessThanOrEqualTo(100));
    }
  }
}
