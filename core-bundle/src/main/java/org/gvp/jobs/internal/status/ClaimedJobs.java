package org.gvp.jobs.internal.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.internal.status.OpenClaims.OpenClaim;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;

/** Puts jobs just claimed together from what the claim says and what their producers said. */
final class ClaimedJobs {
  private static final Sql DETAILS = Sql.named(ClaimedJobs.class, "readDetails");
  private static final Sql DETAIL_RANGE = Sql.named(ClaimedJobs.class, "readDetailRange");

  private ClaimedJobs() {}

  /** The jobs in the order of their ids. */
  static List<ClaimedJob> read(
      Connection connection, List<Held> held, JobTypeKey type, OpenClaim claim)
      throws SQLException {
    if (held.isEmpty()) {
      return List.of();
    }
    Map<Long, Detail> details = details(connection, held);
    return held.stream()
        .map(h -> h.with(details.get(h.id), type, claim))
        .sorted((a, b) -> Long.compare(a.id(), b.id()))
        .toList();
  }

  /** The job of a row that has both. */
  static ClaimedJob read(ResultSet row, JobTypeKey type, OpenClaim claim) throws SQLException {
    return Held.read(row).with(Detail.read(row), type, claim);
  }

  private static Map<Long, Detail> details(Connection connection, List<Held> held)
      throws SQLException {
    long[] ids = held.stream().mapToLong(Held::id).sorted().toArray();
    long first = ids[0];
    long last = ids[ids.length - 1];
    boolean close = last - first < 2L * ids.length;
    try (NamedStatement statement = (close ? DETAIL_RANGE : DETAILS).prepare(connection)) {
      statement.set("first", first).set("last", last);
      if (!close) {
        statement.set("ids", ids);
      }
      Map<Long, Detail> details = new HashMap<>();
      for (Detail detail : statement.list(Detail::read)) {
        details.put(detail.id(), detail);
      }
      return details;
    }
  }

  /** What the claim says about a job. */
  record Held(
      long id,
      int token,
      JobStatus status,
      Instant runAt,
      Instant startTime,
      int priority,
      int attempts,
      Integer actions,
      int frontier,
      int failed,
      int losses) {
    static Held read(ResultSet row) throws SQLException {
      return new Held(
          row.getLong("id"),
          row.getInt("token"),
          JobStatus.of(row.getString("status")),
          NamedStatement.instant(row, "run_at"),
          NamedStatement.instant(row, "start_time"),
          row.getInt("priority"),
          row.getInt("attempts"),
          row.getObject("actions", Integer.class),
          row.getInt("frontier"),
          row.getInt("failed"),
          row.getInt("losses"));
    }

    ClaimedJob with(Detail detail, JobTypeKey type, OpenClaim claim) {
      Job job =
          new Job(
              id,
              detail.name,
              type,
              status,
              priority,
              detail.createdAt,
              runAt,
              startTime,
              null,
              detail.mediaType,
              detail.referenceId,
              detail.parameters,
              detail.configuration,
              attempts,
              actions);
      return new ClaimedJob(job, token, frontier, failed, losses, null, claim);
    }
  }

  /** What the producer said about a job. */
  private record Detail(
      long id,
      String name,
      Instant createdAt,
      String mediaType,
      String referenceId,
      String parameters,
      String configuration) {
    static Detail read(ResultSet row) throws SQLException {
      return new Detail(
          row.getLong("id"),
          row.getString("name"),
          NamedStatement.instant(row, "created_at"),
          row.getString("media_type"),
          row.getString("reference_id"),
          row.getString("parameters"),
          row.getString("configuration"));
    }
  }
}
