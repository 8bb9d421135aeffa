package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;

/**
 * Reads the actions that a run may perform, page by page, and notes each page as begun before it is
 * handed out: should the daemon be lost, that is what may have been performed. Thread-safe.
 */
final class ActionPages {
  private static final Sql LOCK = Sql.named(ActionPages.class, "lockRun");
  private static final Sql NEXT = Sql.named(ActionPages.class, "nextActions");
  private static final Sql MARK = Sql.named(ActionPages.class, "markBegun");
  private static final Sql SINGLE = Sql.named(ActionPages.class, "singleAction");
  private static final Sql STANDING = Sql.named(ActionPages.class, "singleStanding");
  private static final Sql RECORDED = Sql.named(ActionPages.class, "isRecorded");

  private final DataSource pool;
  private final DatabaseTime time;

  ActionPages(DataSource pool, DatabaseTime time) {
    this.pool = pool;
    this.time = time;
  }

  /**
   * The next actions that are due.
   *
   * @param after the number of the last action that the run has seen
   * @throws JobLostException if the job is not ours any more
   */
  List<PendingAction> after(ClaimedJob job, int after, int limit) throws SQLException {
    return Database.inTransaction(
        pool,
        connection -> {
          lock(connection, job);
          List<PendingAction> page;
          try (NamedStatement statement = NEXT.withLimit(limit).prepare(connection)) {
            statement.set("job", job.id()).set("after", after).set("now", time.now());
            page = statement.list(row -> read(row, job));
          }
          if (!page.isEmpty()) {
            int first = page.get(0).action().actionNo();
            markBegun(connection, job, first, page.get(page.size() - 1).action().actionNo());
          }
          return page;
        });
  }

  static void lock(Connection connection, ClaimedJob job) throws SQLException {
    try (NamedStatement statement = LOCK.prepare(connection)) {
      statement.set("job", job.id()).set("token", job.token());
      if (statement.list(row -> row.getInt(1)).isEmpty()) {
        throw new JobLostException(job.id(), job.token());
      }
    }
  }

  private void markBegun(Connection connection, ClaimedJob job, int first, int last)
      throws SQLException {
    try (NamedStatement statement = MARK.prepare(connection)) {
      statement
          .set("job", job.id())
          .set("token", job.token())
          .set("first", first)
          .set("last", last)
          .set("now", time.now())
          .update();
    }
  }

  /**
   * Notes a suspect as begun, which has no actions or is about to list them: should the daemon be
   * lost now, it may be its doing. For other jobs there is nothing to note.
   */
  void markIfSuspect(Connection connection, ClaimedJob job) throws SQLException {
    if (job.suspect()) {
      lock(connection, job);
      markBegun(connection, job, 0, 0);
    }
  }

  /** The job as its own single action, number 0. */
  PendingAction single(ClaimedJob claimed) throws SQLException {
    Job job = claimed.job();
    JobAction fresh =
        new JobAction(
            job.id(),
            0,
            null,
            job.name(),
            job.mediaType(),
            job.referenceId(),
            ActionStatus.WAITING,
            null,
            null,
            0,
            job.parameters(),
            null);
    if (claimed.token() == 1) {
      return new PendingAction(fresh, claimed.token(), 0, 0, 1, null, null); // never run before
    }
    return Database.inTransaction(
        pool,
        connection -> {
          markIfSuspect(connection, claimed);
          try (NamedStatement statement = SINGLE.prepare(connection)) {
            return statement.set("job", job.id()).list(row -> before(row, fresh, claimed)).stream()
                .findFirst()
                .orElse(new PendingAction(fresh, claimed.token(), 0, 0, 1, null, null));
          }
        });
  }

  /** How a job that is its own single action stands by its last result. */
  static ActionSummary standing(Connection connection, long jobId) throws SQLException {
    try (NamedStatement statement = STANDING.prepare(connection)) {
      return statement
          .set("job", jobId)
          .list(
              row ->
                  ActionSummary.single(
                      ActionStatus.of(row.getString("status")),
                      NamedStatement.instant(row, "next_try"),
                      row.getString("reason")))
          .stream()
          .findFirst()
          .orElse(ActionSummary.single(ActionStatus.WAITING, null, null));
    }
  }

  /**
   * Whether this is what was recorded of an attempt, and nothing else before: the thread may have
   * been given up in the meantime. For the transaction that has recorded it, which holds the lock.
   */
  static boolean isRecorded(Connection connection, ActionOutcome outcome) throws SQLException {
    try (NamedStatement statement = RECORDED.prepare(connection)) {
      statement.set("job", outcome.jobId()).set("action", outcome.actionNo());
      statement.set("seq", outcome.seq()).set("status", outcome.status());
      statement.set("code", outcome.code());
      return !statement.list(row -> row.getInt(1)).isEmpty();
    }
  }

  private static PendingAction read(ResultSet row, ClaimedJob job) throws SQLException {
    JobAction action =
        new JobAction(
            job.id(),
            row.getInt("action_no"),
            row.getString("action_type"),
            row.getString("label"),
            row.getString("media_type"),
            row.getString("reference_id"),
            ActionStatus.WAITING,
            null,
            null,
            0,
            row.getString("parameters"),
            null);
    return before(row, action, job);
  }

  /** The action with what its last result row says. */
  private static PendingAction before(ResultSet row, JobAction action, ClaimedJob job)
      throws SQLException {
    String status = row.getString("status");
    JobAction standing =
        status == null
            ? action
            : new JobAction(
                action.jobId(),
                action.actionNo(),
                action.actionType(),
                action.label(),
                action.mediaType(),
                action.referenceId(),
                ActionStatus.of(status),
                NamedStatement.instant(row, "start_date"),
                NamedStatement.instant(row, "end_date"),
                row.getInt("retries"),
                action.parameters(),
                row.getString("results"));
    return new PendingAction(
        standing,
        job.token(),
        row.getInt("seq"),
        row.getInt("attempt"),
        status == null ? 1 : row.getInt("generation"),
        row.getString("key"),
        row.getString("checkpoint"));
  }
}
