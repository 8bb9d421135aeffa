package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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
 * Takes the jobs of lost daemons over: revokes the daemon, then frees its jobs one by one. They are
 * suspects from then on; one that keeps taking daemons down fails as poison. A pure function of
 * what stands in the register, repeated for ever by every daemon. Thread-safe.
 */
public final class JobRescuer {
  private static final Logger LOG = LoggerFactory.getLogger(JobRescuer.class);
  private static final Sql REVOKE_EXPIRED = sql("revokeExpired");
  private static final Sql FIND_ORPHANS = sql("findOrphans");
  private static final Sql LOCK_ORPHAN = sql("lockOrphan");
  private static final Sql INTERRUPT = sql("interruptActions");
  private static final Sql BEGUN_ACTION = sql("begunAction");
  private static final Sql COUNT_CRASH = sql("countCrash");
  private static final Sql RESCUE = sql("rescueJob");
  private static final Sql FORGET_LEDGER = sql("forgetLedger");
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
    Optional<Held> locked = lock(connection, orphan);
    if (locked.isEmpty()) {
      return false;
    }
    Held job = locked.get();
    Optional<SuspectCrash> crash = job.suspect ? crash(connection, orphan, job) : Optional.empty();
    boolean poison = !job.stopRequested && crash.filter(SuspectCrash::isPoison).isPresent();
    interrupt(connection, orphan, job, poison ? crash.get().actionNo() : null);
    if (poison) {
      fail(connection, job, crash.get().verdict(job.id));
      return false;
    }
    String reason = crash.map(SuspectCrash::reason).orElse(orphan.lost + " was lost");
    try (NamedStatement statement = RESCUE.prepare(connection)) {
      statement.set("job", job.id).set("token", job.token).set("reason", reason);
      statement.set("crashes", crash.isPresent() ? 1 : 0).set("now", time.now()).update();
    }
    LOG.info("job {}: rescued, {}", job.id, reason);
    return true;
  }

  private static Optional<Held> lock(Connection connection, Orphan orphan) throws SQLException {
    try (NamedStatement statement = LOCK_ORPHAN.prepare(connection)) {
      return statement.set("job", orphan.jobId).set("owner", orphan.owner).list(Held::read).stream()
          .findFirst();
    }
  }

  /** Whether an action of a suspect had been begun: only that counts. */
  private static Optional<SuspectCrash> crash(Connection connection, Orphan orphan, Held job)
      throws SQLException {
    try (NamedStatement statement = BEGUN_ACTION.prepare(connection)) {
      statement.set("job", job.id).set("token", job.token);
      return statement
          .list(
              row ->
                  new SuspectCrash(
                      row.getInt("action_no"),
                      row.getString("label"),
                      job.crashes + 1,
                      orphan.lost))
          .stream()
          .findFirst();
    }
  }

  private void interrupt(Connection connection, Orphan orphan, Held job, Integer poison)
      throws SQLException {
    try (NamedStatement statement = INTERRUPT.prepare(connection)) {
      statement
          .set("job", job.id)
          .set("token", job.token)
          .set("lost", orphan.lost)
          .set("single", job.single)
          .set("poison", poison)
          .set("now", time.now())
          .update();
    }
  }

  private void fail(Connection connection, Held job, String verdict) throws SQLException {
    try (NamedStatement statement = COUNT_CRASH.prepare(connection)) {
      statement.set("job", job.id).set("token", job.token).update();
    }
    JobTransition edge = job.planning ? JobTransition.POISON_PLAN : JobTransition.POISON;
    RunEnd end =
        RunEnd.by(edge, job.id, job.token)
            .withAttempts(job.attempts)
            .withFailed(job.planning ? 0 : 1)
            .because(SuspectCrash.CODE, verdict);
    status.end(connection, List.of(end));
    LOG.error("job {}: is poison: {}", job.id, verdict);
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

  /** A job as it stands, locked. */
  private record Held(
      long id,
      int token,
      boolean planning,
      boolean single,
      boolean stopRequested,
      boolean suspect,
      int crashes,
      int attempts) {
    static Held read(ResultSet row) throws SQLException {
      boolean planning = JobStatus.of(row.getString("status")) == JobStatus.CREATING;
      return new Held(
          row.getLong("id"),
          row.getInt("token"),
          planning,
          !planning && row.getObject("actions") == null,
          row.getBoolean("stop_requested"),
          row.getBoolean("suspect"),
          row.getInt("crashes"),
          row.getInt("attempts"));
    }
  }
}
