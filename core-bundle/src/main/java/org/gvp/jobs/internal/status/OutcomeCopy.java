package org.gvp.jobs.internal.status;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.gvp.jobs.internal.store.CopyRows;

/** Writes outcomes by COPY, for those that are known not to be there yet. */
final class OutcomeCopy {
  private static final String[] COLUMNS = {
    "job_id",
    "action_no",
    "seq",
    "attempt",
    "retries",
    "generation",
    "token",
    "status",
    "start_date",
    "end_date",
    "next_try",
    "code",
    "reason",
    "results",
    "checkpoint"
  };

  private OutcomeCopy() {}

  static void write(Connection connection, List<ActionOutcome> outcomes) throws SQLException {
    try (CopyRows rows = new CopyRows(connection, "gvp_jobs.action_result", COLUMNS)) {
      for (ActionOutcome outcome : outcomes) {
        rows.row()
            .bigint(outcome.jobId())
            .integer(outcome.actionNo())
            .integer(outcome.seq())
            .integer(outcome.attempt())
            .integer(outcome.retries())
            .smallint(outcome.generation())
            .integer(outcome.token())
            .text(outcome.status().toString())
            .time(outcome.startDate())
            .time(outcome.endDate())
            .time(outcome.nextTry())
            .text(outcome.code())
            .text(outcome.reason())
            .jsonb(outcome.results())
            .jsonb(outcome.checkpoint());
      }
      rows.end();
    }
  }
}
