package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators have paused is left alone by every daemon, from its next heartbeat on. */
class PauseTest {
  private static final Agent DONE = (action, context) -> ActionResult.done();
  private static final String THIS_TYPE = "'type', 'Custom', custom_type => '" + Engine.TYPE + "'";

  private static final String STARTED =
      "select count(*) from gvp_jobs.job where status = 'Started'";

  private Engine engine;

  @BeforeEach
  void start() {
    engine = new Engine();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private Daemon working(String node) throws SQLException {
    Daemon daemon = engine.daemon(node);
    Engine.deploy(daemon, DONE);
    return daemon;
  }

  private String pause(String arguments) {
    return engine.text("select gvp_jobs.pause(" + arguments + ")");
  }

  private String resume(String arguments) {
    return engine.text("select gvp_jobs.resume(" + arguments + ")");
  }

  private List<Map<String, String>> paused(String columns) {
    return engine.rows("select " + columns + " from gvp_jobs.paused");
  }

  private void runsHere(Daemon daemon) {
    engine.tickUntil(daemon, engine.job("runs", null), "Finished");
  }

  /** What a heartbeat does not claim it leaves Waiting: a claim is over when tick returns. */
  private void waitsHere(Daemon daemon) {
    long job = engine.job("waits", null);
    daemon.tick();
    assertThat(engine.status(job)).isEqualTo("Waiting");
  }

  @Test
  void jobs_of_a_paused_type_wait_on_every_daemon_and_others_run() throws Exception {
    Daemon one = working("n1");
    Daemon two = working("n2");
    Engine.deploy(one, DONE, "customType", "test.Other");
    assertThat(pause(THIS_TYPE + ", reason => 'charged twice'")).isEqualTo("t");
    waitsHere(one);
    waitsHere(two);
    long other =
        engine.number("select gvp_jobs.create_job('o', 'Custom', custom_type => 'test.Other')");
    engine.catchUp();
    engine.tickUntil(one, other, "Finished");
    assertThat(resume(THIS_TYPE + ", reason => 'mended'")).isEqualTo("t");
    runsHere(two);
  }

  @Test
  void a_job_that_runs_goes_on_through_a_pause() throws Exception {
    Daemon daemon = engine.daemon("n1");
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          go.await();
          return ActionResult.done();
        });
    long job = engine.job("long", null);
    engine.tickUntil(daemon, job, "Started");
    pause("'all'");
    daemon.tick();
    go.countDown();
    Await.until(() -> "the end of job " + job, () -> engine.status(job).equals("Finished"));
  }

  @Test
  void jobs_that_were_claimed_ahead_of_a_pause_are_given_back() throws Exception {
    Daemon daemon = engine.daemon("n1");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          begun.countDown();
          go.await();
          return ActionResult.done();
        },
        "concurrency",
        1);
    engine.job("first", null);
    engine.job("second", null);
    daemon.tick();
    assertThat(engine.number(STARTED)).isEqualTo(2);
    begun.await();
    pause(THIS_TYPE);
    daemon.tick();
    go.countDown();
    Await.until(() -> "both runs to end", () -> daemon.runs().ids().length == 0);
    assertThat(engine.rows("select status, attempts from gvp_jobs.job order by id"))
        .containsExactly(
            Map.of("status", "Finished", "attempts", "0"),
            Map.of("status", "Waiting", "attempts", "0"));
  }

  @Test
  void a_paused_node_claims_nothing_while_others_do() throws Exception {
    Daemon one = working("n1");
    Daemon two = working("n2");
    pause("'node', 'n1'");
    waitsHere(one);
    runsHere(two);
    assertThat(one.pauses().holdSchedule("any")).isTrue();
    assertThat(two.pauses().holdSchedule("any")).isFalse();
  }

  @Test
  void paused_as_a_whole_no_node_does_anything_until_all_is_resumed() throws Exception {
    Daemon one = working("n1");
    pause("'all', reason => 'storage moves'");
    waitsHere(one);
    assertThat(resume(THIS_TYPE)).isEqualTo("f");
    waitsHere(one);
    resume("'all'");
    runsHere(one);
  }

  @Test
  void a_paused_schedule_is_known_to_the_daemons() throws Exception {
    Daemon one = working("n1");
    engine.execute(
        "insert into gvp_jobs.schedule (name, definition, type_id, cron, zone, enabled, missed,"
            + " overlap, updated_at, updated_by) select 'nightly', 'x', gvp_jobs.job_type_id('Unit',"
            + " null), '0 0 3 * * ?', 'UTC', true, 'run_once', 'skip', clock_timestamp(), 'n1'");
    pause("'schedule', 'nightly'");
    one.tick();
    assertThat(one.pauses().holdSchedule("nightly")).isTrue();
    assertThat(one.pauses().holdSchedule("other")).isFalse();
    assertThat(one.pauses().hold(JobTypeKey.of("Unit"))).isFalse();
  }

  @Test
  void a_second_pause_and_a_second_resume_change_nothing() throws Exception {
    engine.daemon("n1");
    assertThat(pause("'type', 'Unit', 'first'")).isEqualTo("t");
    assertThat(pause("'type', 'Unit', 'second'")).isEqualTo("f");
    assertThat(paused("scope, name, custom_type, actor, reason, undo"))
        .containsExactly(
            row(
                "scope type|name Unit|custom_type|actor "
                    + engine.database.user()
                    + "|reason first|undo select gvp_jobs.resume('type', 'Unit')"));
    assertThat(resume("'type', 'Unit', 'better'")).isEqualTo("t");
    assertThat(resume("'type', 'Unit'")).isEqualTo("f");
    assertThat(engine.rows("select reason, resumed_by, resume_reason from gvp_jobs.pause_history"))
        .containsExactly(
            row("reason first|resumed_by " + engine.database.user() + "|resume_reason better"));
  }

  @Test
  void the_statement_that_the_view_gives_lifts_the_pause_whatever_its_name() throws Exception {
    engine.daemon("n1");
    pause("'type', 'Custom', custom_type => 'it''s; -- \\'");
    engine.execute(engine.text("select undo from gvp_jobs.paused"));
    assertThat(paused("*")).isEmpty();
  }

  @Test
  void a_daemon_started_paused_is_resumed_by_sql_and_can_be_looked_at_meanwhile() throws Exception {
    Daemon daemon = engine.daemon("n1", true);
    Engine.deploy(daemon, DONE);
    waitsHere(daemon);
    PgJobQuery query = new PgJobQuery(daemon.database().readers());
    assertThat(query.find(1).orElseThrow().status()).isEqualTo(JobStatus.WAITING);
    assertThat(query.pauses()).singleElement().matches(pause -> pause.holds("n1"));
    assertThat(query.pauses().get(0).undo()).isEqualTo("select gvp_jobs.resume('node', 'n1')");
    engine.execute(query.pauses().get(0).undo());
    runsHere(daemon);
  }

  @Test
  void the_next_start_lifts_the_pause_of_a_start_but_not_that_of_an_operator() throws Exception {
    engine.daemon("n1", true);
    engine.closeDaemons();
    runsHere(working("n1"));
    pause("'node', 'n1'");
    engine.closeDaemons();
    engine.daemon("n1", true);
    engine.closeDaemons();
    waitsHere(working("n1"));
  }

  @Test
  void a_copied_register_is_paused_until_somebody_resumes_it_there() throws Exception {
    engine.daemon("n1");
    engine.closeDaemons();
    TestDatabase copied = engine.database.copy();
    try (Engine copy = new Engine(copied)) {
      Daemon daemon = copy.daemon("n1");
      Engine.deploy(daemon, DONE);
      long job = copy.job("waits", null);
      daemon.tick();
      assertThat(copy.status(job)).isEqualTo("Waiting");
      assertThat(copy.text("select reason from gvp_jobs.paused"))
          .startsWith("made on another server: review, then resume");
      copy.execute(copy.text("select undo from gvp_jobs.paused"));
      copy.tickUntil(daemon, job, "Finished");
      assertThat(copy.rows("select actor, resume_reason from gvp_jobs.pause_history"))
          .containsExactly(row("actor the register itself|resume_reason reviewed"));
    }
    runsHere(working("n1"));
  }

  @Test
  void a_register_found_on_another_system_while_a_daemon_runs_is_paused() throws Exception {
    Daemon daemon = working("n1");
    runsHere(daemon);
    engine.execute("update gvp_jobs.register_home set system_identifier = system_identifier + 1");
    waitsHere(daemon);
    assertThat(resume("'node', 'n1'")).isEqualTo("f");
    waitsHere(daemon);
    assertThat(resume("'all', reason => 'reviewed'")).isEqualTo("t");
    runsHere(daemon);
  }

  @Test
  void where_the_system_identifier_may_not_be_read_the_database_alone_tells() throws Exception {
    Daemon daemon = working("n1");
    String execute = "execute on function pg_catalog.pg_control_system()";
    asSuperuser("revoke " + execute + " from public");
    try {
      runsHere(daemon);
      engine.execute("update gvp_jobs.register_home set database_oid = 1");
      waitsHere(daemon);
    } finally {
      asSuperuser("grant " + execute + " to public");
    }
  }

  private void asSuperuser(String sql) throws SQLException {
    try (var connection = engine.database.superuserDataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A row written as {@code column value|column value}, a column alone for null. */
  private static Map<String, String> row(String text) {
    Map<String, String> row = new LinkedHashMap<>();
    for (String field : text.split("\\|")) {
      String[] parts = field.split(" ", 2);
      row.put(parts[0], parts.length == 1 ? null : parts[1]);
    }
    return row;
  }
}
