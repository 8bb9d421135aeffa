package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.lease.OrphanRescue.Orphan;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Reach;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the jobs of lost daemons over: revokes the daemon, then frees its jobs. They are suspects
 * from then on; one that keeps taking daemons down fails as poison. A pure function of what stands
 * in the register, repeated for ever by every daemon. Thread-safe.
 */
public final class JobRescuer {
  private static final Logger LOG = LoggerFactory.getLogger(JobRescuer.class);
  private static final Sql REVOKE_EXPIRED = sql("revokeExpired");
  private static final Sql FIND_ORPHANS = sql("findOrphans");
  private static final Sql END_STUCK_COPIES = sql("endStuckCopies");
  private static final Sql FORGET_LEDGER = sql("forgetLedger");
  private static final Sql FIND_ABANDONED = sql("findAbandoned");

  /** As many as findOrphans answers. */
  private static final int BATCH = 500;

  private final DataSource pool;
  private final StatusMachine status;
  private final OrphanRescue orphanRescue;
  private final DatabaseTime time;

  /** On a pool that keeps jobs alive. */
  public JobRescuer(DataSource pool, StatusMachine status, DatabaseTime time) {
    this.pool = pool;
    this.status = status;
    this.time = time;
    this.orphanRescue = new OrphanRescue(status, time);
  }

  private static Sql sql(String name) {
    return Sql.named(JobRescuer.class, name);
  }

  /**
   * Rescues what there is to rescue, many jobs at a time. Where the register refuses that, each is
   * tried alone, so that none holds up the others.
   *
   * @return how many jobs are due again
   */
  public int tick() throws SQLException {
    revokeExpired();
    int all = 0;
    int rescued;
    List<Orphan> orphans;
    do {
      orphans = orphans();
      rescued = orphans.isEmpty() ? 0 : rescueTogether(orphans);
      all += rescued;
      if (rescued < orphans.size()) {
        endStuckCopies();
      }
    } while (orphans.size() == BATCH && rescued > 0);
    if (orphans.isEmpty()) {
      try (Connection connection = pool.getConnection();
          NamedStatement statement = FORGET_LEDGER.prepare(connection)) {
        statement.update();
      }
    }
    return all;
  }

  /** Some jobs are locked: perhaps by the very daemon that was lost. They are free next time. */
  private void endStuckCopies() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = END_STUCK_COPIES.prepare(connection)) {
      int ended = statement.list(row -> row.getBoolean(1)).size();
      if (ended > 0) {
        LOG.warn("{} sessions that stood still while they held lost jobs were ended", ended);
      }
    }
  }

  private int rescueTogether(List<Orphan> orphans) throws SQLException {
    try {
      return Database.inTransaction(pool, connection -> orphanRescue.rescue(connection, orphans));
    } catch (SQLException e) {
      if (Reach.isOut(e)) {
        throw e;
      }
      LOG.warn("the register refused to have one of {} jobs rescued", orphans.size(), e);
      return rescueEach(orphans);
    }
  }

  private int rescueEach(List<Orphan> orphans) throws SQLException {
    int rescued = 0;
    for (Orphan orphan : orphans) {
      try {
        rescued +=
            Database.inTransaction(
                pool, connection -> orphanRescue.rescue(connection, List.of(orphan)));
      } catch (SQLException e) {
        if (Reach.isOut(e)) {
          throw e;
        }
        LOG.error("job {}: cannot be rescued: {}", orphan.jobId(), e.getMessage());
      }
    }
    return rescued;
  }

  private void revokeExpired() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = REVOKE_EXPIRED.prepare(connection)) {
      statement
          .set("now", time.now())
          .list(row -> row.getString("node") + " (incarnation " + row.getInt("incarnation") + ")")
          .forEach(lost -> LOG.warn("daemon {} did not renew its lease: it is revoked", lost));
    }
  }

  private List<Orphan> orphans() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = FIND_ORPHANS.prepare(connection)) {
      return statement.list(
          row ->
              new Orphan(
                  row.getLong("id"),
                  row.getInt("incarnation"),
                  "daemon "
                      + row.getString("node")
                      + " (incarnation "
                      + row.getInt("incarnation")
                      + ")"));
    }
  }

  /** Ends jobs that their producer never published. */
  public void abandonUnpublished() throws SQLException {
    Database.inTransaction(
        pool,
        connection -> {
          List<RunEnd> ends;
          try (NamedStatement statement = FIND_ABANDONED.prepare(connection)) {
            ends =
                statement
                    .set("now", time.now())
                    .list(row -> abandoned(row.getLong(1), row.getInt(2)));
          }
          status
              .end(connection, ends)
              .forEach(id -> LOG.warn("job {}: abandoned, it was not published within 24 h", id));
          return null;
        });
  }

  private static RunEnd abandoned(long jobId, int token) {
    return RunEnd.by(JobTransition.ABANDON, jobId, token)
        .because("ABANDONED", "its producer did not publish it within 24 h");
  }
}
