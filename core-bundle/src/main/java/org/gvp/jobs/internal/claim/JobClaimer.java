package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.status.Claim;
import org.gvp.jobs.internal.status.Claim.Due;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.status.Suspicion;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/**
 * Claims jobs of a type: the most urgent first, but a tenth of all for every lower priority that
 * has jobs due, so that none starves. For the heartbeat's thread.
 */
public final class JobClaimer {
  /** The most jobs of a claim: more in one statement gains nothing. */
  public static final int MOST = 512;

  private static final Sql FIRST_DUE = Sql.named(JobClaimer.class, "firstDue");
  private static final Sql SUSPECT_TYPES = Sql.named(JobClaimer.class, "suspectTypes");
  private static final LowWaterMarks NONE = LowWaterMarks.none();

  private final DataSource pool;
  private final StatusMachine status;
  private final RegisterIds ids;
  private final TypeSlots slots;
  private final DatabaseTime time;
  private final LongSupplier nanos;
  private final Map<JobTypeKey, LowWaterMarks> marks = new HashMap<>();
  private final Map<JobTypeKey, PriorityShares> shares = new HashMap<>();
  private int lastSuspectType;

  /**
   * On the pool for claims.
   *
   * @param nanos monotonic time of this process
   */
  public JobClaimer(
      DataSource pool,
      StatusMachine status,
      RegisterIds ids,
      JobRules rules,
      DatabaseTime time,
      LongSupplier nanos) {
    this.pool = pool;
    this.status = status;
    this.ids = ids;
    this.slots = new TypeSlots(rules);
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
    Claim claim = claimOf(ids.ofType(type), claimant);
    return claimSlots(
        type, claim, want, (connection, free) -> claim(connection, type, claim, free));
  }

  /**
   * Claims at most so many jobs of a type that have just become due, for an agent that waits for
   * some: with one way to the server and back. What it left or overlooked is for {@link #claim}: a
   * job that became due before others that have been claimed since, or that a lower priority is
   * owed.
   */
  public Claimed claimAtOnce(JobTypeKey type, Claimant claimant, int want) throws SQLException {
    Claim claim = claimOf(ids.ofType(type), claimant);
    if (slots.isLimited(type, claim.type())) {
      return claim(type, claimant, want);
    }
    LowWaterMarks mark = marks.computeIfAbsent(type, t -> new LowWaterMarks());
    int limit = rounded(Math.min(want, MOST));
    List<ClaimedJob> jobs;
    try (Connection connection = pool.getConnection()) {
      jobs = status.claimAtOnce(connection, claim, type, mark.marks(), limit);
    }
    jobs.stream().map(JobClaimer::place).sorted(JobClaimer::inOrder).forEach(mark::claimedUpTo);
    return jobs.isEmpty() ? claim(type, claimant, want) : new Claimed(jobs, jobs.size() == limit);
  }

  /** Claims, in a transaction, at most so many. */
  private interface Claiming {
    Claimed claim(Connection connection, int most) throws SQLException;
  }

  /** As many as the type's limit leaves. */
  private Claimed claimSlots(JobTypeKey type, Claim claim, int want, Claiming claiming)
      throws SQLException {
    if (!slots.isLimited(type, claim.type())) {
      return Database.inTransaction(pool, connection -> claiming.claim(connection, want));
    }
    return Database.inTransaction(
        pool,
        connection -> {
          int free = slots.free(connection, claim.type(), want);
          if (free == 0) {
            return new Claimed(List.of(), true);
          }
          Claimed claimed = claiming.claim(connection, free);
          slots.take(connection, claim.type(), claimed.jobs());
          return new Claimed(claimed.jobs(), claimed.more() || free < want);
        });
  }

  private Claim claimOf(int typeId, Claimant claimant) throws SQLException {
    int agentId = ids.ofAgent(claimant.symbolicName(), claimant.version());
    return new Claim(claimant.owner(), agentId, typeId, claimant.planVersion(), null);
  }

  private Claimed claim(Connection connection, JobTypeKey type, Claim claim, int want)
      throws SQLException {
    LowWaterMarks mark = marks.computeIfAbsent(type, t -> new LowWaterMarks());
    List<Due> due = look(connection, mark, claim);
    List<ClaimedJob> claimed = new ArrayList<>();
    boolean more = false;
    PriorityShares share = shares.computeIfAbsent(type, t -> new PriorityShares());
    share.begin(due, Math.min(want, MOST));
    for (Due first : due) {
      int limit = rounded(share.of(first.priority()));
      if (limit == 0) {
        continue;
      }
      List<ClaimedJob> some = status.claim(connection, claim.from(first), type, limit);
      some.stream().map(JobClaimer::place).max(JobClaimer::inOrder).ifPresent(mark::claimedUpTo);
      claimed.addAll(some);
      more |= some.size() == limit;
      share.claimed(first.priority(), some.size());
    }
    share.end();
    return new Claimed(claimed, more);
  }

  private List<Due> look(Connection connection, LowWaterMarks mark, Claim claim)
      throws SQLException {
    long start = nanos.getAsLong();
    if (!mark.mayLookBehind(start)) {
      return firstDue(connection, mark, claim);
    }
    List<Due> due = firstDue(connection, NONE, claim);
    long end = nanos.getAsLong();
    mark.lookedBehind(end, end - start);
    return due;
  }

  /**
   * Of these types, those that have suspects due: jobs whose daemon was lost while it held them.
   * One type after the other gets to be the first.
   *
   * @param claimants for whom, by the types that they serve
   */
  public List<JobTypeKey> suspectTypes(Map<JobTypeKey, Claimant> claimants) throws SQLException {
    if (claimants.isEmpty()) {
      return List.of();
    }
    Map<Integer, JobTypeKey> types = new TreeMap<>();
    for (JobTypeKey type : claimants.keySet()) {
      types.put(ids.ofType(type), type);
    }
    return inTurn(suspectTypes(types, claimants)).stream().map(types::get).toList();
  }

  /** Claims at most so many suspects of a type that are watched so closely. */
  public List<ClaimedJob> claimSuspects(
      JobTypeKey type, Claimant claimant, Suspicion suspicion, int want) throws SQLException {
    Claim claim = claimOf(ids.ofType(type), claimant);
    Claimed claimed =
        claimSlots(
            type,
            claim,
            want,
            (connection, free) -> {
              int limit = rounded(free);
              List<ClaimedJob> jobs =
                  status.claimSuspects(connection, claim, type, suspicion, limit);
              return new Claimed(jobs, jobs.size() == limit);
            });
    if (suspicion == Suspicion.ALONE && !claimed.jobs().isEmpty()) {
      lastSuspectType = claim.type();
    }
    return claimed.jobs();
  }

  /** Those behind the last one that had a turn come first. */
  private List<Integer> inTurn(List<Integer> types) {
    return types.stream()
        .sorted(Comparator.comparing((Integer type) -> type <= lastSuspectType))
        .toList();
  }

  private List<Integer> suspectTypes(
      Map<Integer, JobTypeKey> types, Map<JobTypeKey, Claimant> claimants) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = SUSPECT_TYPES.prepare(connection)) {
      return statement
          .set("types", types.keySet().stream().mapToInt(Integer::intValue).toArray())
          .set(
              "planVersions",
              types.values().stream().mapToInt(t -> claimants.get(t).planVersion()).toArray())
          .set("now", time.now())
          .list(row -> row.getInt(1));
    }
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

  private List<Due> firstDue(Connection connection, LowWaterMarks mark, Claim claim)
      throws SQLException {
    Claim.Marks behind = mark.marks();
    try (NamedStatement statement = FIRST_DUE.prepare(connection)) {
      statement
          .set("type", claim.type())
          .set("planVersion", claim.planVersion())
          .set("runAts", behind.runAts())
          .set("ids", behind.ids())
          .set("now", time.now());
      return statement.list(
          row ->
              new Due(
                  row.getInt("priority"),
                  NamedStatement.instant(row, "run_at"),
                  row.getLong("id")));
    }
  }
}
