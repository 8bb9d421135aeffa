package org.gvp.jobs.internal.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;

/**
 * The only writer of statuses in the daemon. Every write of a run carries the run's token; where
 * the token no longer matches, the job is not ours any more and the write does nothing.
 * Thread-safe.
 */
public final class StatusMachine {
  private static final Sql CLAIM = sql("claimDueJobs");
  private static final Sql CLAIM_SUSPECT = sql("claimSuspect");
  private static final Sql DETAILS = sql("readDetails");
  private static final Sql DETAIL_RANGE = sql("readDetailRange");
  private static final Sql RECORD = sql("recordOutcomes");
  private static final Sql FINISH = sql("finishJobs");
  private static final Sql END = sql("endJobs");
  private static final Sql RELEASE = sql("releaseJobs");
  private static final Sql FORGET_KEYS = sql("forgetUniqueKeys");
  private static final Sql SUMMARIZE = sql("summarizeActions");

  private final DatabaseTime time;

  /** On the database's clock, or on a driven one. */
  public StatusMachine(DatabaseTime time) {
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(StatusMachine.class, name);
  }

  /**
   * Takes jobs that are due, those due longest first.
   *
   * @param limit how many at most
   */
  public List<ClaimedJob> claim(Connection connection, Claim claim, JobTypeKey type, int limit)
      throws SQLException {
    try (NamedStatement statement = claiming(CLAIM.withLimit(limit), connection, claim)) {
      statement
          .set("priority", claim.first().priority())
          .set("firstRunAt", claim.first().runAt())
          .set("firstId", claim.first().id());
      return withDetails(connection, statement.list(Held::read), type);
    }
  }

  /** Takes one of the suspects that are due. */
  public List<ClaimedJob> claimSuspect(Connection connection, Claim claim, JobTypeKey type)
      throws SQLException {
    try (NamedStatement statement = claiming(CLAIM_SUSPECT, connection, claim)) {
      return withDetails(connection, statement.list(Held::read), type);
    }
  }

  private NamedStatement claiming(Sql sql, Connection connection, Claim claim) throws SQLException {
    return sql.prepare(connection)
        .set("owner", claim.owner())
        .set("agent", claim.agent())
        .set("type", claim.type())
        .set("planVersion", claim.planVersion())
        .set("now", time.now());
  }

  private static List<ClaimedJob> withDetails(
      Connection connection, List<Held> held, JobTypeKey type) throws SQLException {
    if (held.isEmpty()) {
      return List.of();
    }
    Map<Long, Detail> details = details(connection, held);
    return held.stream()
        .map(h -> h.with(details.get(h.id), type))
        .sorted((a, b) -> Long.compare(a.id(), b.id()))
        .toList();
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

  /**
   * Records how actions stand, in the connection's transaction. A row that is there already, by the
   * agent's own transaction, is left as it is.
   *
   * @return the jobs that are still ours; outcomes of others were not written
   */
  public Set<Long> record(Connection connection, List<ActionOutcome> outcomes) throws SQLException {
    try (NamedStatement statement = RECORD.prepare(connection)) {
      statement
          .set("jobs", outcomes.stream().mapToLong(ActionOutcome::jobId).toArray())
          .set("actions", outcomes.stream().mapToInt(ActionOutcome::actionNo).toArray())
          .set("seqs", outcomes.stream().mapToInt(ActionOutcome::seq).toArray())
          .set("attempts", outcomes.stream().mapToInt(ActionOutcome::attempt).toArray())
          .set("retries", outcomes.stream().mapToInt(ActionOutcome::retries).toArray())
          .set("generations", outcomes.stream().mapToInt(ActionOutcome::generation).toArray())
          .set("tokens", outcomes.stream().mapToInt(ActionOutcome::token).toArray())
          .set("statuses", outcomes.stream().map(ActionOutcome::status).toArray())
          .set("startDates", outcomes.stream().map(ActionOutcome::startDate).toArray())
          .set("endDates", outcomes.stream().map(ActionOutcome::endDate).toArray())
          .set("nextTries", outcomes.stream().map(ActionOutcome::nextTry).toArray())
          .set("codes", outcomes.stream().map(ActionOutcome::code).toArray())
          .set("reasons", outcomes.stream().map(ActionOutcome::reason).toArray())
          .set("results", outcomes.stream().map(ActionOutcome::results).toArray())
          .set("checkpoints", outcomes.stream().map(ActionOutcome::checkpoint).toArray());
      return new HashSet<>(statement.list(row -> row.getLong(1)));
    }
  }

  /**
   * Ends runs, in the connection's transaction.
   *
   * @return the jobs whose run was ended; the others are not ours any more
   */
  public Set<Long> end(Connection connection, List<RunEnd> ends) throws SQLException {
    List<RunEnd> plain = ends.stream().filter(RunEnd::isPlainFinish).toList();
    List<RunEnd> ended =
        ends.stream().filter(e -> e.edge().to().isEnded() && !e.isPlainFinish()).toList();
    List<RunEnd> open = ends.stream().filter(end -> !end.edge().to().isEnded()).toList();
    Set<Long> done = new HashSet<>();
    Set<Long> keyed = new HashSet<>();
    if (!plain.isEmpty()) {
      try (NamedStatement statement = held(FINISH, connection, plain)) {
        readEnded(statement, done, keyed);
      }
    }
    if (!ended.isEmpty()) {
      try (NamedStatement statement = prepare(END, connection, ended)) {
        statement.set(
            "failedActions", ended.stream().mapToInt(end -> end.progress().failed()).toArray());
        readEnded(statement, done, keyed);
      }
    }
    if (!keyed.isEmpty()) {
      try (NamedStatement statement = FORGET_KEYS.prepare(connection)) {
        statement.set("jobs", keyed.stream().mapToLong(Long::longValue).toArray()).update();
      }
    }
    if (!open.isEmpty()) {
      try (NamedStatement statement = prepare(RELEASE, connection, open)) {
        statement.set("runAts", open.stream().map(RunEnd::runAt).toArray());
        done.addAll(statement.list(row -> row.getLong(1)));
      }
    }
    return done;
  }

  private static void readEnded(NamedStatement statement, Set<Long> done, Set<Long> keyed)
      throws SQLException {
    try (ResultSet rows = statement.query()) {
      while (rows.next()) {
        done.add(rows.getLong("id"));
        if (rows.getBoolean("keyed")) {
          keyed.add(rows.getLong("id"));
        }
      }
    }
  }

  private NamedStatement held(Sql sql, Connection connection, List<RunEnd> ends)
      throws SQLException {
    return sql.prepare(connection)
        .set("now", time.now())
        .set("jobs", ends.stream().mapToLong(RunEnd::jobId).toArray())
        .set("tokens", ends.stream().mapToInt(RunEnd::token).toArray());
  }

  private NamedStatement prepare(Sql sql, Connection connection, List<RunEnd> ends)
      throws SQLException {
    return held(sql, connection, ends)
        .set("statuses", ends.stream().map(end -> end.edge().to()).toArray())
        .set("causes", ends.stream().map(end -> end.edge().cause()).toArray())
        .set("attempts", ends.stream().mapToInt(RunEnd::attempts).toArray())
        .set("frontiers", ends.stream().mapToInt(end -> end.progress().frontier()).toArray())
        .set("actions", column(ends, RunEnd::plan, RunEnd.Plan::actions))
        .set("planVersions", column(ends, RunEnd::plan, RunEnd.Plan::planVersion))
        .set("codes", column(ends, RunEnd::trouble, why -> SafeJson.code(why.code())))
        .set("reasons", column(ends, RunEnd::trouble, why -> SafeJson.reason(why.reason())));
  }

  /** A value of a part that an end may have or not. */
  private static <P> Object[] column(
      List<RunEnd> ends, Function<RunEnd, P> part, Function<P, Object> value) {
    return ends.stream().map(part).map(p -> p == null ? null : value.apply(p)).toArray();
  }

  /** How all actions of a job stand. */
  public ActionSummary summarize(Connection connection, long jobId) throws SQLException {
    try (NamedStatement statement = SUMMARIZE.prepare(connection)) {
      return statement
          .set("job", jobId)
          .list(
              row ->
                  new ActionSummary(
                      row.getInt("total"),
                      row.getInt("finished"),
                      row.getInt("failed"),
                      row.getInt("error"),
                      NamedStatement.instant(row, "next_retry"),
                      row.getInt("waiting"),
                      NamedStatement.instant(row, "next_later"),
                      row.getInt("frontier"),
                      row.getString("trouble")))
          .get(0);
    }
  }

  /** What the claim says about a job. */
  private record Held(
      long id,
      int token,
      JobStatus status,
      Instant runAt,
      Instant startTime,
      int priority,
      int attempts,
      Integer actions,
      int frontier,
      boolean suspect) {
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
          row.getBoolean("suspect"));
    }

    ClaimedJob with(Detail detail, JobTypeKey type) {
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
      return new ClaimedJob(job, token, frontier, suspect);
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
