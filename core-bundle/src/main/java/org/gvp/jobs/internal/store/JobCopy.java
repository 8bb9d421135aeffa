package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;

/**
 * Creates many jobs by COPY, a stream for each table: several times as fast as a function call for
 * each. What the functions check is checked here. For one thread.
 */
final class JobCopy {
  private static final Sql RESERVE = Sql.named("reserveIds");
  private static final Sql TYPE = Sql.named("jobTypeNumber");
  private static final Sql WAKE = Sql.named("wakeDaemons");
  private static final int MOST_CHARACTERS = 200;

  private final Connection connection;
  private final Map<JobTypeKey, Integer> types = new HashMap<>();

  /** In the connection's transaction. */
  JobCopy(Connection connection) {
    this.connection = connection;
  }

  /** Whether a job may be copied: its creation asks the register for nothing. */
  static boolean takes(NewJob job) {
    return job.uniqueKey() == null
        && job.concurrencyKey() == null
        && (job.actions() == null || !job.actions().isEmpty());
  }

  private record Reserved(long[] ids, Instant now) {}

  /** Creates them and answers their ids, in the order of the jobs. */
  long[] create(List<NewJob> jobs) throws SQLException {
    Reserved reserved = reserve(jobs.size());
    copyDetails(jobs, reserved);
    if (jobs.stream().anyMatch(job -> job.actions() != null)) {
      copyActions(jobs, reserved.ids);
    }
    int[] typeIds = new int[jobs.size()];
    for (int i = 0; i < typeIds.length; i++) {
      typeIds[i] = typeId(jobs.get(i).type());
    }
    copyOpen(jobs, reserved, typeIds);
    wake(jobs, typeIds);
    return reserved.ids;
  }

  /** Tells the daemons of each type of which a job is due. */
  private void wake(List<NewJob> jobs, int[] typeIds) throws SQLException {
    Map<Integer, Instant> firsts = new LinkedHashMap<>();
    for (int i = 0; i < typeIds.length; i++) {
      Instant runAt = jobs.get(i).runAt();
      Instant due = runAt == null ? Instant.MIN : runAt;
      firsts.merge(typeIds[i], due, (a, b) -> a.isBefore(b) ? a : b);
    }
    try (NamedStatement statement = WAKE.prepare(connection)) {
      statement.set("types", firsts.keySet().stream().mapToInt(Integer::intValue).toArray());
      statement.set(
          "runAts", firsts.values().stream().map(t -> t == Instant.MIN ? null : t).toArray());
      statement.list(row -> row.getString(1));
    }
  }

  private Reserved reserve(int count) throws SQLException {
    try (NamedStatement statement = RESERVE.prepare(connection)) {
      return statement
          .set("count", count)
          .list(
              row -> {
                Long[] boxed = (Long[]) row.getArray("ids").getArray();
                long[] ids = new long[boxed.length];
                for (int i = 0; i < ids.length; i++) {
                  ids[i] = boxed[i];
                }
                return new Reserved(ids, NamedStatement.instant(row, "now"));
              })
          .get(0);
    }
  }

  private int typeId(JobTypeKey type) throws SQLException {
    Integer known = types.get(type);
    if (known == null) {
      try (NamedStatement statement = TYPE.prepare(connection)) {
        statement.set("jobType", type.jobType()).set("customType", type.customType());
        known = statement.list(row -> row.getInt(1)).get(0);
      }
      types.put(type, known);
    }
    return known;
  }

  private void copyDetails(List<NewJob> jobs, Reserved reserved) throws SQLException {
    try (CopyRows rows =
        new CopyRows(
            connection,
            "gvp_jobs.job_detail",
            "id",
            "created_at",
            "run_at",
            "name",
            "media_type",
            "reference_id",
            "parameters",
            "configuration")) {
      for (int i = 0; i < reserved.ids.length; i++) {
        NewJob job = jobs.get(i);
        check(job);
        rows.row()
            .bigint(reserved.ids[i])
            .time(reserved.now)
            .time(job.runAt())
            .text(job.name())
            .text(job.mediaType())
            .text(job.referenceId())
            .jsonb(SafeJson.object("parameters", job.parameters()))
            .jsonb(SafeJson.object("configuration", job.configuration()));
      }
      rows.end();
    }
  }

  private void copyActions(List<NewJob> jobs, long[] ids) throws SQLException {
    try (CopyRows rows =
        new CopyRows(
            connection,
            "gvp_jobs.action",
            "job_id",
            "action_no",
            "action_type",
            "label",
            "media_type",
            "reference_id",
            "key",
            "parameters")) {
      for (int i = 0; i < ids.length; i++) {
        List<NewAction> actions = jobs.get(i).actions();
        for (int no = 1; actions != null && no <= actions.size(); no++) {
          NewAction action = actions.get(no - 1);
          check(action);
          rows.row()
              .bigint(ids[i])
              .integer(no)
              .text(action.actionType())
              .text(action.label())
              .text(action.mediaType())
              .text(action.referenceId())
              .text(action.key())
              .jsonb(SafeJson.object("parameters", action.parameters()));
        }
      }
      rows.end();
    }
  }

  private void copyOpen(List<NewJob> jobs, Reserved reserved, int[] typeIds) throws SQLException {
    try (CopyRows rows =
        new CopyRows(
            connection,
            "gvp_jobs.job_open",
            "id",
            "run_at",
            "type_id",
            "actions",
            "status",
            "priority")) {
      for (int i = 0; i < reserved.ids.length; i++) {
        NewJob job = jobs.get(i);
        rows.row()
            .bigint(reserved.ids[i])
            .time(job.runAt() == null ? reserved.now : job.runAt())
            .integer(typeIds[i])
            .integer(job.actions() == null ? null : Integer.valueOf(job.actions().size()))
            .text("Waiting")
            .smallint(job.priority());
      }
      rows.end();
    }
  }

  private static void check(NewJob job) {
    if (job.name().isEmpty()) {
      throw new IllegalArgumentException("name is empty; give the job a short name");
    }
    checkText("name", job.name());
    checkText("media_type", job.mediaType());
    checkText("reference_id", job.referenceId());
    if (job.mediaType() != null && job.referenceId() == null) {
      throw new IllegalArgumentException(
          "reference_id is missing, but media_type is '" + job.mediaType() + "'");
    }
    if (job.priority() < 0 || job.priority() > 9) {
      throw new IllegalArgumentException("priority must be 0 to 9, but is " + job.priority());
    }
  }

  private static void check(NewAction action) {
    checkText("action_type", action.actionType());
    checkText("label", action.label());
    checkText("media_type", action.mediaType());
    checkText("reference_id", action.referenceId());
    checkText("key", action.key());
  }

  private static void checkText(String what, String value) {
    if (value == null) {
      return;
    }
    int length = value.codePointCount(0, value.length());
    if (length > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          what + " has " + length + " characters, allowed are " + MOST_CHARACTERS);
    } else if (!SafeJson.text(value).equals(value)) {
      throw new IllegalArgumentException(what + " has a NUL or half a surrogate pair");
    }
  }
}
