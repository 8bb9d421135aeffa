package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.ActionRow;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.query.QueryException;
import org.gvp.jobs.query.TypeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PgJobQueryTest {
  private static final String THREE_ACTIONS =
      "select gvp_jobs.create_job('listed', 'Unit', '{\"big\": 12345678901234567890}',"
          + " actions => '[{\"label\":\"a\"},{\"label\":\"b\"},{\"label\":\"c\"},{\"label\":\"d\"},"
          + "{\"label\":\"e\"}]')";

  private final TestDatabase database = TestDatabase.create();
  private final PgJobQuery query = new PgJobQuery(database.dataSource());

  @BeforeEach
  void migrate() throws SQLException {
    Migrations.apply(database.dataSource());
    run(
        "insert into gvp_jobs.node (node, version, started_at, lease_until) values ('node-a',"
            + " '1.0.0', clock_timestamp(), clock_timestamp() + interval '1 hour')");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void run(String sql) throws SQLException {
    ExampleJobs.run(database.dataSource(), sql);
  }

  /** Job 1 with five actions: two finished, one failed, one in error, one handed out. */
  private void startWithResults() throws SQLException {
    run(THREE_ACTIONS);
    run(
        "update gvp_jobs.job_open set status = 'Started', token = 3, owner = 1,"
            + " claimed_at = clock_timestamp(), start_time = clock_timestamp(), frontier = 2");
    run(
        "insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token,"
            + " status, code, reason, results) values"
            + " (1, 1, 1, 1, 0, 1, 'Error', 'x', 'first try', null),"
            + " (1, 1, 2, 2, 1, 3, 'Finished', null, null, '{\"n\": 1}'),"
            + " (1, 2, 1, 1, 0, 1, 'Fail', 'refused', 'no', null),"
            + " (1, 3, 1, 1, 0, 3, 'Error', 'timeout', 'late', null),"
            + " (1, 4, 1, 1, 0, 3, 'Finished', null, null, null)");
    run("insert into gvp_jobs.action_begun values (1, 3, 3, 5, clock_timestamp())");
  }

  @Test
  void a_job_is_found_with_all_its_fields() throws SQLException {
    run(
        "select gvp_jobs.create_job('a name', 'Custom', '{\"a\": 1}', '{\"b\": 2}',"
            + " custom_type => 'acme.One', media_type => 'Movie', reference_id => 'M-1',"
            + " priority => 2)");
    Job job = query.find(1).orElseThrow();
    assertThat(job.name()).isEqualTo("a name");
    assertThat(job.type()).hasToString("Custom/acme.One");
    assertThat(job.status()).isEqualTo(JobStatus.WAITING);
    assertThat(job.parameters()).isEqualTo("{\"a\": 1}");
    assertThat(job.configuration()).isEqualTo("{\"b\": 2}");
    assertThat(job.mediaType() + job.referenceId()).isEqualTo("MovieM-1");
    assertThat(job.priority()).isEqualTo(2);
    assertThat(job.createdAt()).isNotNull();
    assertThat(job.runAt()).isAfterOrEqualTo(job.createdAt().minusSeconds(1));
    assertThat(job.actions()).isNull();
    assertThat(query.find(99)).isEmpty();
  }

  @Test
  void actions_stand_as_in_the_view_and_are_counted() throws SQLException {
    startWithResults();
    List<ActionRow> rows = query.actions(1, new ActionFilter(null, null, null, 100)).rows();
    assertThat(rows)
        .extracting(row -> row.action().status())
        .containsExactly(
            ActionStatus.FINISHED,
            ActionStatus.FAIL,
            ActionStatus.ERROR,
            ActionStatus.FINISHED,
            ActionStatus.STARTED);
    assertThat(rows.get(0).action().results()).isEqualTo("{\"n\": 1}");
    assertThat(rows.get(0).action().numberOfRetries()).isEqualTo(1);
    assertThat(rows.get(2).reason()).isEqualTo("late");
    assertThat(query.actionCounts(1)).contains(new ActionCounts(5, 2, 1, 1));
    assertThat(query.actionCounts(99)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ActionStatus.class)
  void filtered_actions_are_those_that_the_view_says(ActionStatus status) throws SQLException {
    startWithResults();
    for (String state : new String[] {"Started", "Stopped"}) {
      if (state.equals("Stopped")) {
        run(
            "update gvp_jobs.job_open set status = 'Stopped', token = 4, owner = null,"
                + " claimed_at = null, unusual = true");
      }
      List<Integer> expected = new ArrayList<>();
      try (var connection = database.dataSource().getConnection();
          var rows =
              connection
                  .createStatement()
                  .executeQuery(
                      "select action_no from gvp_jobs.job_action where job_id = 1 and status = '"
                          + status.label()
                          + "' order by 1")) {
        while (rows.next()) {
          expected.add(rows.getInt(1));
        }
      }
      assertThat(walk(status)).as(state).isEqualTo(expected);
    }
  }

  private List<Integer> walk(ActionStatus status) {
    List<Integer> numbers = new ArrayList<>();
    Page<ActionRow> page = query.actions(1, new ActionFilter(status, null, null, 1));
    page.rows().forEach(row -> numbers.add(row.action().actionNo()));
    while (page.hasNext()) {
      int last = numbers.get(numbers.size() - 1);
      page = query.actions(1, new ActionFilter(status, last, null, 1));
      assertThat(page.hasPrevious()).isTrue();
      page.rows().forEach(row -> numbers.add(row.action().actionNo()));
    }
    while (page.hasPrevious()) {
      int first = page.rows().get(0).action().actionNo();
      page = query.actions(1, new ActionFilter(status, null, first, 1));
      assertThat(numbers).contains(page.rows().get(0).action().actionNo());
      assertThat(page.hasNext()).isTrue();
    }
    return numbers;
  }

  @Test
  void a_job_without_a_list_is_its_own_action() throws SQLException {
    run("select gvp_jobs.create_job('alone', 'Unit', '{\"a\": 1}')");
    Page<ActionRow> page = query.actions(1, new ActionFilter(null, null, null, 10));
    assertThat(page.rows()).hasSize(1);
    assertThat(page.rows().get(0).action().actionNo()).isZero();
    assertThat(page.rows().get(0).action().label()).isEqualTo("alone");
    assertThat(query.actionCounts(1)).contains(new ActionCounts(1, 0, 0, 0));
    assertThat(query.actions(1, new ActionFilter(ActionStatus.FAIL, null, null, 10)).rows())
        .isEmpty();
  }

  @Test
  void the_history_is_told_oldest_first_and_the_newest_are_kept() throws SQLException {
    run("select gvp_jobs.create_job('told', 'Unit')");
    run("select gvp_jobs.stop_job(1, 'wait a moment')");
    run("select gvp_jobs.resume_job(1, 'go on')");
    List<JobRun> runs = query.runs(1, 10);
    assertThat(runs).extracting(JobRun::cause).containsExactly("stopped", "resumed");
    assertThat(runs).extracting(JobRun::reason).containsExactly("wait a moment", "go on");
    assertThat(query.runs(1, 1)).extracting(JobRun::cause).containsExactly("resumed");
  }

  @Test
  void a_type_without_an_agent_says_since_when() throws SQLException {
    run("select gvp_jobs.create_job('a', 'Unit'); select gvp_jobs.create_job('b', 'MiView')");
    run(
        "insert into gvp_jobs.node_agent (incarnation, file, symbolic_name, version, state, types,"
            + " since) select 1, 'unit.jar', 'acme.unit', '1.0.0', 'SERVING', array[t.id],"
            + " clock_timestamp() from gvp_jobs.job_type t where t.job_type = 'Unit'");
    List<TypeStatus> types = query.types();
    assertThat(types).extracting(type -> type.type().toString()).containsExactly("MiView", "Unit");
    assertThat(types.get(0).servingNodes()).isZero();
    assertThat(types.get(0).noAgentSince()).isNotNull();
    assertThat(types.get(1).servingNodes()).isEqualTo(1);
    assertThat(types.get(1).noAgentSince()).isNull();
    assertThat(types.get(1).open()).isEqualTo(1);
    assertThat(query.agents()).extracting(AgentRow::types).containsExactly(List.of("Unit"));

    run("update gvp_jobs.node set lease_until = clock_timestamp() - interval '1 minute'");
    assertThat(query.types().get(1).servingNodes()).isZero();
    assertThat(query.types().get(1).noAgentSince()).isNotNull();
    assertThat(query.agents()).isEmpty();
    assertThat(query.nodes()).extracting(NodeRow::alive).containsExactly(false);
    run("update gvp_jobs.node set stopped_at = clock_timestamp()");
    assertThat(query.nodes()).isEmpty();
  }

  @Test
  void a_question_that_fails_says_what_was_asked() {
    DataSource nowhere = new PgNowhere();
    assertThatThrownBy(() -> new PgJobQuery(nowhere).find(7))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("finding job 7 failed");
  }

  @Test
  void a_question_that_takes_too_long_is_stopped() throws SQLException {
    ExampleJobs.fill(database.dataSource(), 2_000);
    try (Database pools = new Database(database.dataSource())) {
      PgJobQuery reader = new PgJobQuery(pools.readers());
      assertThat(reader.statusCounts()).hasSize(7);
      run(
          "create or replace view gvp_jobs.job_run as select r.* from gvp_jobs.job_history h,"
              + " pg_sleep(5), lateral (select h.job_id, h.token, h.claimed_at, h.ended_at,"
              + " h.from_status, h.to_status, h.cause, h.actor as node, null::text as agent,"
              + " h.code, h.reason) r");
      long failed = reader.list(byStatus(JobStatus.FAIL)).rows().get(0).job().id();
      assertThatThrownBy(() -> reader.runs(failed, 5))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("history of job " + failed)
          .hasMessageContaining("took too long");
    }
  }

  private static org.gvp.jobs.query.JobFilter byStatus(JobStatus status) {
    return new org.gvp.jobs.query.JobFilter(status, null, null, null, null, null, null, null, 1);
  }

  /** A database that is not there. */
  private static final class PgNowhere extends org.postgresql.ds.PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    PgNowhere() {
      setServerNames(new String[] {"127.0.0.1"});
      setPortNumbers(new int[] {1});
    }
  }
}
