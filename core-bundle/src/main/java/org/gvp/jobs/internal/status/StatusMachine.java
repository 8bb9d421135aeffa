package org.gvp.jobs.internal.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.gvp.jobs.internal.status.OpenClaims.OpenClaim;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/**
 * The only writer of statuses in the daemon. Every write of a run carries the run's token; where
 * the token no longer matches, the job is not ours any more and the write does nothing.
 * Thread-safe.
 */
public final class StatusMachine {
  private static final Sql CLAIM = sql("claimDueJobs");
  private static final Sql CLAIM_AT_ONCE = sql("claimAtOnce");
  private static final Sql CLAIM_SUSPECTS = sql("claimSuspects");
  private static final Sql LOCK = sql("lockRuns");
  private static final Sql RECORD = sql("recordOutcomes");
  private static final Sql FINISH = sql("finishJobs");
  private static final Sql END = sql("endJobs");
  private static final Sql RELEASE = sql("releaseJobs");
  private static final Sql FIND_ENDED = sql("findEnded");
  private static final Sql FORGET_KEYS = sql("forgetUniqueKeys");
  private static final Sql SUMMARIZE = sql("summarizeActions");

  private final DatabaseTime time;
  private final OpenClaims claims = new OpenClaims();

  /** On the database's clock, or on a driven one. */
  public StatusMachine(DatabaseTime time) {
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(StatusMachine.class, name);
  }

  /** The claims made here. */
  public OpenClaims claims() {
    return claims;
  }

  /**
   * Takes jobs that are due, those due longest first, and reads what their runs need to begin with,
   * in the connection's transaction: whatever cannot be read is not taken.
   *
   * @param limit how many at most
   */
  public List<ClaimedJob> claim(Connection connection, Claim claim, JobTypeKey type, int limit)
      throws SQLException {
    OpenClaim open = claims.next();
    try (NamedStatement statement = claiming(CLAIM.withLimit(limit), connection, claim, open)) {
      statement
          .set("priority", claim.first().priority())
          .set("firstRunAt", claim.first().runAt())
          .set("firstId", claim.first().id());
      return read(connection, statement, type, open);
    }
  }

  /**
   * Takes jobs that are due, the most urgent first, in one statement; for a connection that commits
   * each. What their runs need besides is read after it.
   *
   * @param behind for each priority, where the first job that is looked at stands behind
   * @param limit how many at most
   */
  public List<ClaimedJob> claimAtOnce(
      Connection connection, Claim claim, JobTypeKey type, Claim.Marks behind, int limit)
      throws SQLException {
    OpenClaim open = claims.next();
    try (NamedStatement statement =
        claiming(CLAIM_AT_ONCE.withLimit(limit), connection, claim, open)) {
      statement.set("runAts", behind.runAts()).set("ids", behind.ids());
      List<ClaimedJob> jobs = statement.list(row -> ClaimedJobs.read(row, type, open));
      open.brought(jobs);
      return PendingActions.readShort(connection, jobs, time.now());
    }
  }

  /** Takes suspects that are due, in the same way. */
  public List<ClaimedJob> claimSuspects(
      Connection connection, Claim claim, JobTypeKey type, Suspicion suspicion, int limit)
      throws SQLException {
    OpenClaim open = claims.next();
    try (NamedStatement statement =
        claiming(CLAIM_SUSPECTS.withLimit(limit), connection, claim, open)) {
      statement
          .set("leastLosses", suspicion.leastLosses())
          .set("mostLosses", suspicion.mostLosses());
      return read(connection, statement, type, open);
    }
  }

  private NamedStatement claiming(Sql sql, Connection connection, Claim claim, OpenClaim open)
      throws SQLException {
    return sql.prepare(connection)
        .set("owner", claim.owner())
        .set("agent", claim.agent())
        .set("type", claim.type())
        .set("planVersion", claim.planVersion())
        .set("claimNo", open.no())
        .set("now", time.now());
  }

  private List<ClaimedJob> read(
      Connection connection, NamedStatement statement, JobTypeKey type, OpenClaim open)
      throws SQLException {
    List<ClaimedJobs.Held> held = statement.list(ClaimedJobs.Held::read);
    List<ClaimedJob> jobs = ClaimedJobs.read(connection, held, type, open);
    open.brought(jobs);
    return PendingActions.readShort(connection, jobs, time.now());
  }

  /**
   * Finds the runs that still hold their job, and keeps rescuers away from them until the
   * connection's transaction ends.
   *
   * @return their jobs
   */
  public Set<Long> lock(Connection connection, Collection<ClaimedJob> runs) throws SQLException {
    if (runs.isEmpty()) {
      return Set.of();
    }
    try (NamedStatement statement = LOCK.prepare(connection)) {
      return new HashSet<>(
          statement
              .set("jobs", runs.stream().mapToLong(ClaimedJob::id).toArray())
              .set("tokens", runs.stream().mapToInt(ClaimedJob::token).toArray())
              .list(row -> row.getLong(1)));
    }
  }

  /**
   * Records how actions stand, in the connection's transaction, which has locked their runs or
   * ended them.
   */
  public void recordNew(Connection connection, List<ActionOutcome> outcomes) throws SQLException {
    if (!outcomes.isEmpty()) {
      OutcomeCopy.write(connection, outcomes);
    }
  }

  /**
   * Of runs whose end may have been written already, though the answer to the commit was lost,
   * those for which it was.
   *
   * @return their jobs
   */
  public Set<Long> findEnded(Connection connection, int owner, Collection<ClaimedJob> runs)
      throws SQLException {
    try (NamedStatement statement = FIND_ENDED.prepare(connection)) {
      return new HashSet<>(
          statement
              .set("jobs", runs.stream().mapToLong(ClaimedJob::id).toArray())
              .set("tokens", runs.stream().mapToInt(ClaimedJob::token).toArray())
              .set("owner", owner)
              .list(row -> row.getLong(1)));
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
        statement
            .set("runAts", open.stream().map(RunEnd::runAt).toArray())
            .set("frontiers", open.stream().mapToInt(end -> end.progress().frontier()).toArray())
            .set(
                "failedBefore",
                open.stream().mapToInt(end -> end.progress().failedBefore()).toArray());
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

  /** How all actions of a job with a list of them stand. */
  public ActionSummary summarize(Connection connection, ClaimedJob job) throws SQLException {
    try (NamedStatement statement = SUMMARIZE.prepare(connection)) {
      int total = job.job().actions();
      return statement
          .set("job", job.id())
          .set("frontier", job.frontier())
          .set("failed", job.failed())
          .set("actions", total)
          .list(
              row ->
                  new ActionSummary(
                      total,
                      row.getInt("failed"),
                      row.getInt("error"),
                      NamedStatement.instant(row, "next_retry"),
                      row.getInt("waiting"),
                      NamedStatement.instant(row, "next_later"),
                      row.getInt("frontier"),
                      row.getInt("failed_before"),
                      row.getString("trouble")))
          .get(0);
    }
  }
}
