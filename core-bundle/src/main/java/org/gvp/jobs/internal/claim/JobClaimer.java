package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.status.Claim;
import org.gvp.jobs.internal.status.Claim.Due;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/**
 * Claims jobs of a type: the most urgent first, but a tenth of each claim for every lower priority
 * that has jobs due, so that none starves. For the heartbeat's thread.
 */
public final class JobClaimer {
  /** The most jobs of a claim: more in one statement gains nothing. */
  public static final int MOST = 512;

  private static final Sql FIRST_DUE = Sql.named(JobClaimer.class, "firstDue");
  private static final LowWaterMarks NONE = LowWaterMarks.none();

  private final DataSource pool;
  private final StatusMachine status;
  private final RegisterIds ids;
  private final DatabaseTime time;
  private final LongSupplier nanos;
  private final Map<JobTypeKey, LowWaterMarks> marks = new HashMap<>();

  /**
   * On the pool for claims.
   *
   * @param nanos monotonic time of this process
   */
  public JobClaimer(
      DataSource pool,
      StatusMachine status,
      RegisterIds ids,
      DatabaseTime time,
      LongSupplier nanos) {
    this.pool = pool;
    this.status = status;
    this.ids = ids;
    this.time = time;
    this.nanos = nanos;
  }

  /**
   * For whom jobs are claimed.
   *
   * @param owner the node incarnation
   * @param symbolicName of the agent
   * @param version of the agent
   * @param planVersion jobs planned by a higher one are left
   */
  public record Claimant(int owner, String symbolicName, String version, int planVersion) {}

  /**
   * What a claim brought.
   *
   * @param jobs which are ours now
   * @param more whether there may be more that are due
   */
  public record Claimed(List<ClaimedJob> jobs, boolean more) {}

  /** Claims at most so many jobs of a type. */
  public Claimed claim(JobTypeKey type, Claimant claimant, int want) throws SQLException {
    int typeId = ids.ofType(type);
    int agentId = ids.ofAgent(claimant.symbolicName(), claimant.version());
    LowWaterMarks mark = marks.computeIfAbsent(type, t -> new LowWaterMarks());
    long start = nanos.getAsLong();
    boolean behind = mark.mayLookBehind(start);
    List<Due> due = firstDue(behind ? NONE : mark, typeId, claimant.planVersion());
    List<ClaimedJob> claimed = new ArrayList<>();
    boolean more = false;
    int left = Math.min(want, MOST);
    for (int i = 0; i < due.size() && left > 0; i++) {
      int lower = due.size() - i - 1;
      int share = rounded(Math.max(1, left - lower * Math.max(1, left / 10)));
      Claim claim =
          new Claim(claimant.owner(), agentId, typeId, claimant.planVersion(), due.get(i));
      List<ClaimedJob> some = status.claim(pool, claim, type, share);
      some.stream().map(JobClaimer::place).max(JobClaimer::inOrder).ifPresent(mark::claimedUpTo);
      claimed.addAll(some);
      more |= some.size() == share;
      left -= some.size();
    }
    if (behind) {
      long end = nanos.getAsLong();
      mark.lookedBehind(end, end - start);
    }
    return new Claimed(claimed, more);
  }

  /** The limit is part of the statement: of few different ones each stays prepared. */
  static int rounded(int limit) {
    int unit = Math.max(1, Integer.highestOneBit(limit) / 4);
    return limit / unit * unit;
  }

  private static Due place(ClaimedJob job) {
    return new Due(job.job().priority(), job.job().runAt(), job.id());
  }

  private static int inOrder(Due a, Due b) {
    int byTime = a.runAt().compareTo(b.runAt());
    return byTime == 0 ? Long.compare(a.id(), b.id()) : byTime;
  }

  private List<Due> firstDue(LowWaterMarks mark, int typeId, int planVersion) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = FIRST_DUE.prepare(connection)) {
      Instant now = time.now();
      statement
          .set("type", typeId)
          .set("planVersion", planVersion)
          .set("runAts", mark.runAts())
          .set("ids", mark.ids())
          .set("now", now);
      return statement.list(
          row ->
              new Due(
                  row.getInt("priority"),
                  NamedStatement.instant(row, "run_at"),
                  row.getLong("id")));
    }
  }
}
