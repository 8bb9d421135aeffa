package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.gvp.jobs.job.ActionStatus;

/**
 * Puts the statement for a page of a job's actions together. A job may have a million of them: a
 * status is looked for where it can be, among the results or behind the job's frontier. Immutable.
 */
final class ActionListStatement {
  /** What has not ended lies behind the frontier. */
  private static final String OPEN =
      " and a.action_no > coalesce("
          + "(select f.frontier from gvp_jobs.job_open f where f.id = :id), 0)";

  /** What is being performed is within what the run has handed out. */
  private static final String BEGUN =
      " and a.action_no between (select min(b.first_no) from gvp_jobs.action_begun b, o"
          + " where b.job_id = :id and b.token = o.token) and (select max(b.last_no)"
          + " from gvp_jobs.action_begun b, o where b.job_id = :id and b.token = o.token)";

  private final long jobId;
  private final ActionStatus status;
  private final boolean forward;
  private final Integer cursor;
  private final int limit;

  /**
   * The actions beyond a cursor.
   *
   * @param jobId the job
   * @param status only in this status, or null
   * @param forward whether to higher numbers
   * @param cursor the number to start behind, or null
   * @param limit how many at most
   */
  ActionListStatement(long jobId, ActionStatus status, boolean forward, Integer cursor, int limit) {
    this.jobId = jobId;
    this.status = status;
    this.forward = forward;
    this.cursor = cursor;
    this.limit = limit;
  }

  /** Prepares the statement with its parameters. */
  NamedStatement prepare(Connection connection) throws SQLException {
    String text =
        SqlText.read("listActions")
            .replace("{candidates}", candidates())
            .replace("{status}", status == null ? "true" : "p.status = '" + status.label() + "'")
            .replace("{order}", forward ? "asc" : "desc")
            .replace("{limit}", Integer.toString(limit));
    NamedStatement statement = Sql.of("listActions", text).prepare(connection);
    statement.set("id", jobId);
    if (cursor != null) {
      statement.set("cursor", cursor);
    }
    return statement;
  }

  private String candidates() {
    String beyond = cursor == null ? "true" : "a.action_no " + (forward ? ">" : "<") + " :cursor";
    if (status == null) {
      return beyond;
    }
    return beyond
        + switch (status) {
          case FINISHED, FAIL, ERROR ->
              " and exists (select from gvp_jobs.action_result c where c.job_id = :id"
                  + " and c.action_no = a.action_no and c.status = '"
                  + status.label()
                  + "')";
          case WAITING -> " and (select o.status from o) is distinct from 'Stopped'" + OPEN;
          case STARTED -> " and (select o.status from o) = 'Started'" + OPEN + BEGUN;
          case STOPPED -> " and (select o.status from o) = 'Stopped'" + OPEN;
        };
  }
}
