package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.status.Claim;
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

  private static final Sql DUE_PRIORITIES = Sql.named(JobClaimer.class, "duePriorities");

  private final DataSource pool;
  private final StatusMachine status;
  private final RegisterIds ids;
  private final DatabaseTime time;

  /** On the pool for claims. */
  public JobClaimer(DataSource pool, StatusMachine status, RegisterIds ids, DatabaseTime time) {
    this.pool = pool;
    this.status = status;
    this.ids = ids;
    this.time = time;
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

  /** Claims at most so many jobs of a type. */
  public List<ClaimedJob> claim(JobTypeKey type, Claimant claimant, int want) throws SQLException {
    int typeId = ids.ofType(type);
    int agentId = ids.ofAgent(claimant.symbolicName(), claimant.version());
    List<Integer> due = duePriorities(typeId, claimant.planVersion());
    List<ClaimedJob> claimed = new ArrayList<>();
    int left = Math.min(want, MOST);
    for (int i = 0; i < due.size() && left > 0; i++) {
      int lower = due.size() - i - 1;
      int share = Math.max(1, left - lower * Math.max(1, left / 10));
      Claim claim =
          new Claim(claimant.owner(), agentId, typeId, due.get(i), claimant.planVersion());
      List<ClaimedJob> some = claim(claim, type, share);
      claimed.addAll(some);
      left -= some.size();
    }
    return claimed;
  }

  /** In powers of two, for the limit is part of the statement and few statements stay prepared. */
  private List<ClaimedJob> claim(Claim claim, JobTypeKey type, int want) throws SQLException {
    List<ClaimedJob> claimed = new ArrayList<>();
    for (int left = want; left > 0; ) {
      int limit = Integer.highestOneBit(left);
      List<ClaimedJob> some = status.claim(pool, claim, type, limit);
      claimed.addAll(some);
      left = some.size() < limit ? 0 : left - limit;
    }
    return claimed;
  }

  private List<Integer> duePriorities(int typeId, int planVersion) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = DUE_PRIORITIES.prepare(connection)) {
      statement.set("type", typeId).set("planVersion", planVersion).set("now", time.now());
      return statement.list(row -> row.getInt(1));
    }
  }
}
