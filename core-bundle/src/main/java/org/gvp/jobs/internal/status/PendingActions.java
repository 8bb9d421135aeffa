package org.gvp.jobs.internal.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobAction;

/** Reads the actions of runs, with how they stand. Stateless. */
public final class PendingActions {
  /** How many actions behind its frontier a job may have for them to be read with its claim. */
  private static final int SHORT = 64;

  private static final Sql SHORT_LISTS = Sql.named(PendingActions.class, "readShortLists");
  private static final Sql SINGLES = Sql.named(PendingActions.class, "readSingles");

  private PendingActions() {}

  /** The jobs just claimed, each with its actions unless they are many. */
  static List<ClaimedJob> readShort(Connection connection, List<ClaimedJob> claimed, Instant now)
      throws SQLException {
    Map<Long, List<PendingAction>> read = new HashMap<>();
    read(SHORT_LISTS, connection, claimed.stream().filter(PendingActions::isShort).toList(), now)
        .forEach(a -> read.computeIfAbsent(a.action().jobId(), i -> new ArrayList<>()).add(a));
    read(SINGLES, connection, claimed.stream().filter(PendingActions::ranAsSingle).toList(), now)
        .forEach(a -> read.put(a.action().jobId(), List.of(a)));
    return claimed.stream().map(job -> job.with(actions(job, read.get(job.id())))).toList();
  }

  private static boolean isShort(ClaimedJob job) {
    return !job.isBeingCreated()
        && !job.isSingle()
        && !job.isAlone()
        && job.job().actions() - job.frontier() <= SHORT;
  }

  private static boolean ranAsSingle(ClaimedJob job) {
    return !job.isBeingCreated() && job.isSingle() && job.token() > 1;
  }

  private static List<PendingAction> actions(ClaimedJob job, List<PendingAction> read) {
    return read == null && job.isSingle() && !job.isBeingCreated()
        ? List.of(PendingAction.single(job.job(), job.token()))
        : read;
  }

  private static List<PendingAction> read(
      Sql sql, Connection connection, List<ClaimedJob> jobs, Instant now) throws SQLException {
    if (jobs.isEmpty()) {
      return List.of();
    }
    Map<Long, ClaimedJob> byId = new HashMap<>();
    jobs.forEach(job -> byId.put(job.id(), job));
    try (NamedStatement statement = sql.prepare(connection)) {
      statement
          .set("jobs", jobs.stream().mapToLong(ClaimedJob::id).toArray())
          .set("first", jobs.stream().mapToLong(ClaimedJob::id).min().orElseThrow())
          .set("last", jobs.stream().mapToLong(ClaimedJob::id).max().orElseThrow())
          .set("now", now);
      if (sql.equals(SHORT_LISTS)) {
        statement
            .set("frontiers", jobs.stream().mapToInt(ClaimedJob::frontier).toArray())
            .set("tokens", jobs.stream().mapToInt(ClaimedJob::token).toArray());
      }
      return statement.list(row -> ofRow(row, byId.get(row.getLong("job_id"))));
    }
  }

  /** The action of a row that has what it is and how it stands. */
  public static PendingAction ofRow(ResultSet row, ClaimedJob job) throws SQLException {
    String status = row.getString("status");
    if (job.isSingle()) {
      PendingAction fresh = PendingAction.single(job.job(), job.token());
      return new PendingAction(standing(row, fresh.action(), status), job.token(), null, last(row));
    }
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
    String key = row.getString("key");
    return status == null
        ? new PendingAction(action, job.token(), key, PendingAction.Last.NONE)
        : new PendingAction(standing(row, action, status), job.token(), key, last(row));
  }

  private static JobAction standing(ResultSet row, JobAction action, String status)
      throws SQLException {
    return new JobAction(
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
  }

  private static PendingAction.Last last(ResultSet row) throws SQLException {
    return new PendingAction.Last(
        row.getInt("seq"),
        row.getInt("attempt"),
        row.getInt("generation"),
        row.getString("checkpoint"),
        NamedStatement.instant(row, "next_try"),
        row.getBoolean("due"),
        row.getString("reason"));
  }
}
