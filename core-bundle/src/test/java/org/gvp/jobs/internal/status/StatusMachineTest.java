package org.gvp.jobs.internal.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobTransition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the writes of runs do and do not do, whichever come together in one batch. */
class StatusMachineTest {
  private static final StatusMachine STATUS = new StatusMachine(DatabaseTime.SERVER);
  private static TestDatabase database;
  private static Connection connection;
  private static long lastId;

  @BeforeAll
  static void migrate() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    connection = database.dataSource().getConnection();
    execute("insert into gvp_jobs.job_type (job_type) values ('Unit')");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  @Test
  void an_outcome_under_an_old_token_is_not_written_beside_one_of_the_run_that_holds_the_job()
      throws SQLException {
    long job = startedUnder(3);
    STATUS.record(connection, List.of(finished(job, 1, 1), finished(job, 2, 3)));
    assertThat(rows("select action_no, token from gvp_jobs.action_result where job_id = " + job))
        .containsExactly("2|3");
  }

  @ParameterizedTest
  @EnumSource(
      value = JobTransition.class,
      names = {"RETRY", "HAND_BACK", "PLAN_IN_RUN"})
  void a_stop_that_was_asked_for_while_a_run_came_to_its_end_is_not_forgotten(JobTransition edge)
      throws SQLException {
    long job = startedUnder(1);
    execute("select gvp_jobs.stop_job(" + job + ")");
    STATUS.end(connection, List.of(RunEnd.by(edge, job, 1)));
    assertThat(rows("select status, stop_requested, run_at from gvp_jobs.job where id = " + job))
        .containsExactly("Stopped|f|null");
    assertThat(rows("select to_status, cause from gvp_jobs.job_run where job_id = " + job))
        .containsExactly("Stopped|stopped");
  }

  private static long startedUnder(int token) throws SQLException {
    long id = ++lastId;
    execute(
        "insert into gvp_jobs.job_open (id, run_at, type_id, status, priority) values (%d, now(), 1, 'Waiting', 5)"
            .formatted(id));
    execute(
        "update gvp_jobs.job_open set status = 'Started', token = %d, owner = 1, claimed_at = now() where id = %d"
            .formatted(token, id));
    return id;
  }

  private static ActionOutcome finished(long job, int action, int token) {
    Instant now = Instant.now();
    return new ActionOutcome(
        job,
        action,
        1,
        1,
        0,
        1,
        token,
        ActionStatus.FINISHED,
        now,
        now,
        null,
        null,
        null,
        null,
        null);
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(row.getString(i)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
