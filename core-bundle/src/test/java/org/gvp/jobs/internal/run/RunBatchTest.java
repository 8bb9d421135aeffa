package org.gvp.jobs.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.run.RunWriter.Item;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two runs of one job in one batch: a run may have lost its job and say something all the same. */
class RunBatchTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_a_run_says_too_late_is_not_written_beside_the_run_that_holds_the_job(boolean again)
      throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      Migrations.apply(database.dataSource());
      try (Connection connection = database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "insert into gvp_jobs.job_open (id, run_at, type_id, status, priority)"
                + " values (7, now(), 1, 'Creating', 5);"
                + " update gvp_jobs.job_open set token = 3, owner = 1, claimed_at = now()");
        List<Item> items =
            List.of(new Item(run(1), finished(1, 1)), new Item(run(3), finished(2, 3)));
        connection.setAutoCommit(false);
        new RunBatch(items, new StatusMachine(DatabaseTime.SERVER), 1).write(connection, again);
        connection.commit();
        try (ResultSet row =
            statement.executeQuery(
                "select string_agg(action_no || ' under ' || token, ', ') from gvp_jobs.action_result")) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("2 under 3");
        }
      }
    }
  }

  private static JobRun run(int token) {
    JobTypeKey type = new JobTypeKey("Unit", null);
    Job job =
        new Job(
            7,
            "job",
            type,
            JobStatus.CREATING,
            5,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            0,
            null);
    Map<String, Object> properties = Map.of(JobType.PREFIX_ + "job.type", "Unit");
    return new JobRun(
        new ClaimedJob(job, token, 0, 0, 0, null, null),
        new RegisteredAgent((action, context) -> ActionResult.done(), properties, "a", "1", 1),
        new RunServices(null, null, new JobRules(null), null, null, null, null, null));
  }

  private static ActionOutcome finished(int action, int token) {
    Instant now = Instant.now();
    return new ActionOutcome(
        7,
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
}
