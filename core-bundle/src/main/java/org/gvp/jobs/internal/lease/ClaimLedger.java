package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This daemon's own part of the claim ledger. A job that stands there as claimed by this daemon, is
 * held by it and does not run here is a stray: the reply to its claim was lost, or the end of its
 * run could not be written. It is handed back, for as long as this daemon lives nobody would rescue
 * it. Thread-safe.
 */
public final class ClaimLedger {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimLedger.class);
  private static final Sql TIDY = Sql.named(ClaimLedger.class, "tidyLedger");

  private final DataSource pool;
  private final StatusMachine status;
  private final DatabaseTime time;

  /** On a pool that keeps jobs alive. */
  public ClaimLedger(DataSource pool, StatusMachine status, DatabaseTime time) {
    this.pool = pool;
    this.status = status;
    this.time = time;
  }

  /**
   * Forgets claims of which no job is held any more, and hands strays back. Of those older than 10
   * s each job is looked up, unless the end of all their runs is known to be written. Not to be
   * called while a claim is under way.
   *
   * @param owner this incarnation
   * @param running the jobs that run here
   */
  public void tidy(int owner, long[] running) throws SQLException {
    Database.inTransaction(
        pool,
        connection -> {
          List<RunEnd> strays = strays(connection, owner, running);
          if (!strays.isEmpty()) {
            Set<Long> back = status.end(connection, strays);
            back.forEach(id -> LOG.warn("job {}: held here but not run: it is handed back", id));
          }
          return null;
        });
  }

  private List<RunEnd> strays(Connection connection, int owner, long[] running)
      throws SQLException {
    try (NamedStatement statement = TIDY.prepare(connection)) {
      return statement
          .set("owner", owner)
          .set("running", running)
          .set("ended", status.claims().takeEnded().stream().mapToLong(Long::longValue).toArray())
          .set("now", time.now())
          .list(ClaimLedger::handBack);
    }
  }

  private static RunEnd handBack(ResultSet row) throws SQLException {
    JobTransition edge =
        JobStatus.of(row.getString("status")) == JobStatus.CREATING
            ? JobTransition.PLAN_AGAIN
            : JobTransition.HAND_BACK;
    return RunEnd.by(edge, row.getLong("id"), row.getInt("token"))
        .withAttempts(row.getInt("attempts"))
        .because("STRAY", "its daemon held it and did not run it");
  }
}
