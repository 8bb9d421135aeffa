package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.PendingAction;
import org.gvp.jobs.internal.status.PendingActions;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.ActionStatus;

/**
 * Reads the actions that a run may perform, page by page, and notes each page as begun before it is
 * handed out: should the daemon be lost, that is what may have been performed. Thread-safe.
 */
final class ActionPages {
  private static final Sql LOCK = Sql.named(ActionPages.class, "lockRun");
  private static final Sql NEXT = Sql.named(ActionPages.class, "nextPage");
  private static final Sql NOTE_BEGUN = Sql.named(ActionPages.class, "noteBegun");
  private static final Sql NOTE_ALONE = Sql.named(ActionPages.class, "noteAlone");
  private static final Sql STANDING = Sql.named(ActionPages.class, "singleStanding");
  private static final Sql LIMIT_IDLE = Sql.named(ActionPages.class, "limitIdle");
  private static final Sql RECORDED = Sql.named(ActionPages.class, "isRecorded");

  private final DataSource pool;
  private final DatabaseTime time;

  ActionPages(DataSource pool, DatabaseTime time) {
    this.pool = pool;
    this.time = time;
  }

  /**
   * Of the actions with these numbers those that are to be performed.
   *
   * @throws JobLostException if the job is not ours any more
   */
  List<PendingAction> between(ClaimedJob job, int first, int last) throws SQLException {
    List<PendingAction> page = new ArrayList<>(last - first + 1);
    try (Connection connection = pool.getConnection();
        NamedStatement statement = NEXT.prepare(connection)) {
      statement.set("job", job.id()).set("token", job.token()).set("now", time.now());
      statement.set("first", first).set("last", last);
      try (ResultSet rows = statement.query()) {
        if (!rows.next()) {
          throw new JobLostException(job.id(), job.token());
        }
        do {
          if (rows.getObject("action_no") != null) {
            page.add(PendingActions.ofRow(rows, job));
          }
        } while (rows.next());
      }
    }
    return page;
  }

  /** Notes the actions of runs that were read with their claims as begun. */
  void noteBegun(List<ClaimedJob> jobs) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = NOTE_BEGUN.prepare(connection)) {
      statement
          .set("jobs", jobs.stream().mapToLong(ClaimedJob::id).toArray())
          .set("tokens", jobs.stream().mapToInt(ClaimedJob::token).toArray())
          .set("firsts", jobs.stream().mapToInt(job -> job.frontier() + 1).toArray())
          .set("lasts", jobs.stream().mapToInt(job -> job.job().actions()).toArray())
          .update();
    }
  }

  /**
   * Notes a suspect held alone as begun, which is its own action or is about to list them: should
   * the daemon be lost now, it may be its doing. For other jobs there is nothing to note.
   */
  void noteAlone(ClaimedJob job) throws SQLException {
    if (!job.isAlone()) {
      return;
    }
    try (Connection connection = pool.getConnection();
        NamedStatement statement = NOTE_ALONE.prepare(connection)) {
      statement.set("job", job.id()).set("token", job.token()).set("now", time.now());
      if (statement.update() == 0) {
        throw new JobLostException(job.id(), job.token());
      }
    }
  }

  static void lock(Connection connection, ClaimedJob job) throws SQLException {
    try (NamedStatement statement = LOCK.prepare(connection)) {
      statement.set("job", job.id()).set("token", job.token());
      if (statement.list(row -> row.getInt(1)).isEmpty()) {
        throw new JobLostException(job.id(), job.token());
      }
    }
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

  /** Has a transaction ended that is about to hold a job's lock and then stands still. */
  static void limitIdle(Connection connection) throws SQLException {
    try (NamedStatement statement = LIMIT_IDLE.prepare(connection)) {
      statement.list(row -> row.getString(1));
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
}
