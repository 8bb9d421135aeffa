package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.status.Suspicion;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has jobs of lost daemons run again, as suspects, or fail as poison. Thread-safe. */
final class OrphanRescue {
  private static final Logger LOG = LoggerFactory.getLogger(JobRescuer.class);
  private static final Sql LOCK_ORPHANS = sql("lockOrphans");
  private static final Sql INTERRUPT = sql("interruptActions");
  private static final Sql BEGUN_ACTION = sql("begunAction");
  private static final Sql COUNT_CRASH = sql("countCrash");
  private static final Sql RESCUE = sql("rescueJobs");

  private final StatusMachine status;
  private final DatabaseTime time;

  OrphanRescue(StatusMachine status, DatabaseTime time) {
    this.status = status;
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(OrphanRescue.class, name);
  }

  /** A job that is still held by a revoked start of a daemon. */
  record Orphan(long jobId, int owner, String lost) {}

  /**
   * Rescues those that nobody has locked, in the connection's transaction.
   *
   * @return how many are due again
   */
  int rescue(Connection connection, List<Orphan> orphans) throws SQLException {
    Map<Long, String> lostWith =
        orphans.stream().collect(Collectors.toMap(Orphan::jobId, Orphan::lost));
    List<Rescue> rescues = new ArrayList<>();
    for (Held job : lock(connection, orphans)) {
      String lost = lostWith.get(job.id);
      boolean alone = Suspicion.of(job.losses) == Suspicion.ALONE;
      rescues.add(new Rescue(job, lost, alone ? crash(connection, lost, job) : Optional.empty()));
    }
    if (rescues.isEmpty()) {
      return 0;
    }
    interrupt(connection, rescues);
    List<Rescue> due = rescues.stream().filter(rescue -> !rescue.isPoison()).toList();
    makeDue(connection, due);
    for (Rescue rescue : rescues) {
      if (rescue.isPoison()) {
        fail(connection, rescue.job, rescue.crash.get().verdict(rescue.job.id));
      }
    }
    return due.size();
  }

  private static List<Held> lock(Connection connection, List<Orphan> orphans) throws SQLException {
    try (NamedStatement statement = LOCK_ORPHANS.prepare(connection)) {
      return statement
          .set("jobs", orphans.stream().mapToLong(Orphan::jobId).toArray())
          .set("owners", orphans.stream().mapToInt(Orphan::owner).toArray())
          .list(Held::read);
    }
  }

  private void makeDue(Connection connection, List<Rescue> due) throws SQLException {
    try (NamedStatement statement = RESCUE.prepare(connection)) {
      on(statement, due)
          .set("crashes", due.stream().mapToInt(r -> r.crash.isPresent() ? 1 : 0).toArray())
          .set("reasons", due.stream().map(Rescue::reason).toArray())
          .set("now", time.now())
          .update();
    }
    due.stream()
        .collect(Collectors.groupingBy(Rescue::lost, Collectors.counting()))
        .forEach((lost, jobs) -> LOG.info("{} was lost: {} of its jobs are due again", lost, jobs));
    due.stream()
        .filter(rescue -> rescue.crash.isPresent())
        .forEach(rescue -> LOG.warn("job {}: rescued, {}", rescue.job.id, rescue.reason()));
  }

  private static NamedStatement on(NamedStatement statement, List<Rescue> rescues)
      throws SQLException {
    return statement
        .set("jobs", rescues.stream().mapToLong(rescue -> rescue.job.id).toArray())
        .set("tokens", rescues.stream().mapToInt(rescue -> rescue.job.token).toArray());
  }

  /** Whether an action of a suspect held alone had been begun: only that counts. */
  private static Optional<SuspectCrash> crash(Connection connection, String lost, Held job)
      throws SQLException {
    try (NamedStatement statement = BEGUN_ACTION.prepare(connection)) {
      statement.set("job", job.id).set("token", job.token);
      return statement
          .list(
              row ->
                  new SuspectCrash(
                      row.getInt("action_no"), row.getString("label"), job.crashes + 1, lost))
          .stream()
          .findFirst();
    }
  }

  private void interrupt(Connection connection, List<Rescue> rescues) throws SQLException {
    try (NamedStatement statement = INTERRUPT.prepare(connection)) {
      on(statement, rescues)
          .set("singles", rescues.stream().map(rescue -> rescue.job.single).toArray())
          .set("poisons", rescues.stream().map(Rescue::poison).toArray())
          .set("losts", rescues.stream().map(Rescue::lost).toArray())
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

  /** What is to be done with a job that is locked. */
  private record Rescue(Held job, String lost, Optional<SuspectCrash> crash) {
    boolean isPoison() {
      return !job.stopRequested && crash.filter(SuspectCrash::isPoison).isPresent();
    }

    Integer poison() {
      return isPoison() ? crash.get().actionNo() : null;
    }

    String reason() {
      return crash.map(SuspectCrash::reason).orElse(lost + " was lost");
    }
  }

  /** A job as it stands, locked. */
  private record Held(
      long id,
      int token,
      boolean planning,
      boolean single,
      boolean stopRequested,
      int losses,
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
          row.getInt("losses"),
          row.getInt("crashes"),
          row.getInt("attempts"));
    }
  }
}
