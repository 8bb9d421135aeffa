package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the jobs of lost daemons over: revokes the daemon, then frees its jobs one by one. A pure
 * function of what stands in the register, repeated for ever by every daemon. Thread-safe.
 */
public final class JobRescuer {
  private static final Logger LOG = LoggerFactory.getLogger(JobRescuer.class);
  private static final Sql REVOKE_EXPIRED = sql("revokeExpired");
  private static final Sql FIND_ORPHANS = sql("findOrphans");
  private static final Sql LOCK_ORPHAN = sql("lockOrphan");
  private static final Sql INTERRUPT = sql("interruptActions");
  private static final Sql RESCUE = sql("rescueJob");
  private static final Sql FORGET_LEDGER = sql("forgetLedger");
  private static final Sql PRUNE_LEDGER = sql("pruneLedger");
  private static final Sql FIND_ABANDONED = sql("findAbandoned");

  private final DataSource pool;
  private final StatusMachine status;
  private final DatabaseTime time;

  /** On a pool that keeps jobs alive. */
  public JobRescuer(DataSource pool, StatusMachine status, DatabaseTime time) {
    this.pool = pool;
    this.status = status;
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(JobRescuer.class, name);
  }

  /**
   * Rescues what there is to rescue.
   *
   * @return how many jobs are due again
   */
  public int tick() throws SQLException {
    revokeExpired();
    int rescued = 0;
    List<Orphan> orphans = orphans();
    for (Orphan orphan : orphans) {
      rescued += Database.inTransaction(pool, connection -> rescue(connection, orphan)) ? 1 : 0;
    }
    if (orphans.isEmpty()) {
      try (Connection connection = pool.getConnection();
          NamedStatement statement = FORGET_LEDGER.prepare(connection)) {
        statement.update();
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

  private boolean rescue(Connection connection, Orphan orphan) throws SQLException {
    List<Locked> locked;
    try (NamedStatement statement = LOCK_ORPHAN.prepare(connection)) {
      locked =
          statement
              .set("job", orphan.jobId)
              .set("owner", orphan.owner)
              .list(
                  row ->
                      new Locked(
                          row.getInt("token"),
                          row.getObject("actions") == null
                              && row.getString("status").equals("Started")));
    }
    if (locked.isEmpty()) {
      return false;
    }
    Locked job = locked.get(0);
    try (NamedStatement statement = INTERRUPT.prepare(connection)) {
      statement.set("job", orphan.jobId).set("token", job.token).set("lost", orphan.lost);
      statement.set("single", job.single).set("now", time.now()).update();
    }
    try (NamedStatement statement = RESCUE.prepare(connection)) {
      statement.set("job", orphan.jobId).set("token", job.token).set("lost", orphan.lost);
      statement.set("now", time.now()).update();
    }
    LOG.info("job {}: rescued, {} was lost while it ran", orphan.jobId, orphan.lost);
    return true;
  }

  /** Forgets this daemon's claims of which no job runs any more, given those that do. */
  public void pruneLedger(int owner, long[] running) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = PRUNE_LEDGER.prepare(connection)) {
      statement.set("owner", owner).set("running", running).set("now", time.now()).update();
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

  private record Orphan(long jobId, int owner, String lost) {}

  private record Locked(int token, boolean single) {}
}
