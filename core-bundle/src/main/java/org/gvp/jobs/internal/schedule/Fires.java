package org.gvp.jobs.internal.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fires a schedule: taking the time, the row that says so and the job are one transaction. */
final class Fires {
  /** A fire that is later than this has been missed: no daemon was there for it. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Fires.class);
  private static final Sql TAKE = Sql.named(Fires.class, "takeFire");
  private static final Sql HAS_OPEN_JOB = Sql.named(Fires.class, "hasOpenJob");
  private static final Sql RECORD = Sql.named(Fires.class, "recordFire");
  private static final Sql NEXT_JOB_ID = Sql.named(Fires.class, "nextJobId");
  private static final Sql CREATE_JOB = Sql.named(Fires.class, "createJob");

  /**
   * A schedule whose time has come.
   *
   * @param nextFire the time that the register has for it
   * @param now the time it is
   * @param parameter the time as statements are given it: null for the database's clock
   */
  record Due(Schedule schedule, Instant nextFire, Instant now, Instant parameter) {}

  private final DataSource pool;
  private final String node;

  Fires(DataSource pool, String node) {
    this.pool = pool;
    this.node = node;
  }

  /** Fires it, unless another daemon was quicker; answers how many jobs that made. */
  int fire(Due due) throws SQLException {
    CronTimes times = due.schedule().times();
    Instant newest = times.newest(due.nextFire(), due.now()).orElse(due.nextFire());
    Optional<Instant> next = times.next(due.now());
    return Database.inTransaction(
        pool, connection -> take(connection, due, next) ? fire(connection, due, newest) : 0);
  }

  private static boolean take(Connection connection, Due due, Optional<Instant> next)
      throws SQLException {
    try (NamedStatement take = TAKE.prepare(connection)) {
      return take.set("name", due.schedule().name())
              .set("definition", due.schedule().definition())
              .set("due", due.nextFire())
              .set("next_fire", next.orElse(null))
              .update()
          == 1;
    }
  }

  private int fire(Connection connection, Due due, Instant newest) throws SQLException {
    Instant onTime = due.now().minus(TOLERANCE);
    if (newest.isBefore(onTime)) {
      return due.schedule().missed() == Schedule.Missed.SKIP
          ? without(connection, due, newest, "missed")
          : run(connection, due, newest);
    }
    if (due.nextFire().isBefore(onTime)) {
      Optional<Instant> before = due.schedule().times().newest(due.nextFire(), onTime);
      without(connection, due, before.orElse(due.nextFire()), "missed");
    }
    return run(connection, due, newest);
  }

  private int run(Connection connection, Due due, Instant nominal) throws SQLException {
    String name = due.schedule().name();
    if (due.schedule().overlap() == Schedule.Overlap.SKIP && hasOpenJob(connection, name)) {
      return without(connection, due, nominal, "skipped");
    }
    long id = nextJobId(connection);
    if (record(connection, due, nominal, "ran", id) == 0) {
      return 0;
    }
    try (NamedStatement create = CREATE_JOB.prepare(connection)) {
      create
          .set("id", id)
          .set("name", name)
          .set("job_name", name + " " + nominal)
          .set("now", due.parameter())
          .list(row -> row.getString(1));
    }
    LOG.info("schedule {} of {} has created job {}", name, nominal, id);
    return 1;
  }

  private int without(Connection connection, Due due, Instant nominal, String outcome)
      throws SQLException {
    if (record(connection, due, nominal, outcome, null) == 1) {
      LOG.info("schedule {} of {} was {}", due.schedule().name(), nominal, outcome);
    }
    return 0;
  }

  private int record(Connection connection, Due due, Instant nominal, String outcome, Long job)
      throws SQLException {
    try (NamedStatement record = RECORD.prepare(connection)) {
      return record
          .set("name", due.schedule().name())
          .set("nominal_time", nominal)
          .set("outcome", outcome)
          .set("job_id", job)
          .set("now", due.parameter())
          .set("node", node)
          .update();
    }
  }

  private static boolean hasOpenJob(Connection connection, String name) throws SQLException {
    try (NamedStatement has = HAS_OPEN_JOB.prepare(connection).set("name", name)) {
      return has.list(row -> row.getBoolean("open")).get(0);
    }
  }

  private static long nextJobId(Connection connection) throws SQLException {
    try (NamedStatement next = NEXT_JOB_ID.prepare(connection)) {
      return next.list(row -> row.getLong("id")).get(0);
    }
  }
}
