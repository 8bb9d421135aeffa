package org.gvp.jobs.internal.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.gvp.jobs.internal.schedule.Fires.Due;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schedules of this daemon's files into the register and fires those that are due, once
 * among all daemons. A schedule is only fired by a daemon whose own file says what the register
 * says: whichever file was read last.
 *
 * <p>{@link #tick()} is for one thread: the heartbeat's.
 */
public final class JobScheduler {
  private static final Logger LOG = LoggerFactory.getLogger(JobScheduler.class);
  private static final Sql READ_SCHEDULES = Sql.named(JobScheduler.class, "readSchedules");
  private static final Sql READ_CLOCK = Sql.named(JobScheduler.class, "readClock");
  private static final Sql MAKE_JOB_TYPE = Sql.named(JobScheduler.class, "makeJobType");
  private static final Sql BRING_IN = Sql.named(JobScheduler.class, "bringInSchedule");
  private static final Sql WITHDRAW = Sql.named(JobScheduler.class, "withdrawSchedule");

  /** A row of the register. */
  private record Row(
      String name, String definition, boolean enabled, Instant nextFire, Instant now) {
    boolean isDue() {
      return enabled && nextFire != null && !nextFire.isAfter(now);
    }
  }

  private final DataSource pool;
  private final String node;
  private final ScheduleRegistry registry;
  private final Predicate<String> paused;
  private final Clock clock;
  private final Fires fires;
  private final Map<String, String> troubles = new HashMap<>();
  private Set<String> drift = new TreeSet<>();

  /**
   * On the register.
   *
   * @param paused whether the schedule of that name is not to be fired now. Its time stays due:
   *     once resumed, what it says about missed fires holds
   * @param clock for tests, which set the time; null for the database's clock
   */
  public JobScheduler(
      DataSource pool,
      String node,
      ScheduleRegistry registry,
      Predicate<String> paused,
      Clock clock) {
    this.pool = pool;
    this.node = node;
    this.registry = registry;
    this.paused = paused;
    this.clock = clock;
    this.fires = new Fires(pool, node);
  }

  /**
   * Does what is to be done now. Trouble with one schedule is logged and leaves the others alone.
   *
   * @return how many jobs it has created
   * @throws SQLException if the register cannot be read
   */
  public int tick() throws SQLException {
    for (ScheduleRegistry.Change change : registry.changes()) {
      if (attempt(change.name(), () -> bringIn(change)).isPresent()) {
        registry.done(change);
      }
    }
    Map<String, Schedule> own = registry.schedules();
    int created = 0;
    Set<String> differing = new TreeSet<>();
    for (Row row : own.isEmpty() ? List.<Row>of() : rows()) {
      Schedule schedule = own.get(row.name());
      if (schedule != null && !schedule.definition().equals(row.definition())) {
        differing.add(row.name());
      } else if (schedule != null && row.isDue() && !paused.test(row.name())) {
        Due due = new Due(schedule, row.nextFire(), row.now(), now());
        created += attempt(row.name(), () -> fires.fire(due)).orElse(0);
      }
    }
    report(differing);
    return created;
  }

  /** The schedules whose file here is not what counts; they are not fired by this daemon. */
  public synchronized List<String> drift() {
    return List.copyOf(drift);
  }

  private synchronized void report(Set<String> differing) {
    for (String name : differing) {
      if (!drift.contains(name)) {
        LOG.warn(
            "schedule {} is defined otherwise in the register than in etc/{}~{}.cfg here; this"
                + " daemon does not fire it. Make the files of all daemons the same, or touch the"
                + " one that is to count",
            name,
            ScheduleFile.PID,
            name);
      }
    }
    drift = differing;
  }

  private interface Step {
    int run() throws SQLException;
  }

  /** Empty if it failed; logged once for each trouble. */
  private Optional<Integer> attempt(String name, Step step) {
    try {
      int result = step.run();
      troubles.remove(name);
      return Optional.of(result);
    } catch (SQLException | RuntimeException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(troubles.put(name, trouble))) {
        LOG.error("schedule {} cannot be brought in or fired; it is tried again", name, e);
      }
      return Optional.empty();
    }
  }

  private List<Row> rows() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement read = READ_SCHEDULES.prepare(connection).set("now", now())) {
      return read.list(
          row ->
              new Row(
                  row.getString("name"),
                  row.getString("definition"),
                  row.getBoolean("enabled"),
                  NamedStatement.instant(row, "next_fire"),
                  NamedStatement.instant(row, "now")));
    }
  }

  private int bringIn(ScheduleRegistry.Change change) throws SQLException {
    int changed =
        Database.inTransaction(
            pool,
            connection ->
                change.schedule() == null
                    ? withdraw(connection, change.name())
                    : bringIn(connection, change.schedule()));
    if (changed > 0) {
      LOG.info(
          "schedule {} is {}",
          change.name(),
          change.schedule() == null
              ? "withdrawn: its file was removed"
              : "brought in: " + change.schedule().definition().replace('\n', ' '));
    }
    return changed;
  }

  private int withdraw(Connection connection, String name) throws SQLException {
    try (NamedStatement withdraw = WITHDRAW.prepare(connection)) {
      return withdraw.set("name", name).set("node", node).set("now", now()).update();
    }
  }

  private int bringIn(Connection connection, Schedule schedule) throws SQLException {
    try (NamedStatement type = MAKE_JOB_TYPE.prepare(connection)) {
      type.set("job_type", schedule.type().jobType())
          .set("custom_type", schedule.type().customType())
          .update();
    }
    try (NamedStatement bringIn = BRING_IN.prepare(connection)) {
      return bringIn
          .set("name", schedule.name())
          .set("definition", schedule.definition())
          .set("job_type", schedule.type().jobType())
          .set("custom_type", schedule.type().customType())
          .set("cron", schedule.cron())
          .set("zone", schedule.zone().getId())
          .set("parameters", schedule.parameters())
          .set("configuration", schedule.configuration())
          .set("enabled", schedule.enabled())
          .set("missed", schedule.missed().toString())
          .set("overlap", schedule.overlap().toString())
          .set("next_fire", schedule.next(databaseTime(connection)).orElse(null))
          .set("now", now())
          .set("node", node)
          .update();
    }
  }

  private Instant databaseTime(Connection connection) throws SQLException {
    try (NamedStatement read = READ_CLOCK.prepare(connection).set("now", now())) {
      return read.list(row -> NamedStatement.instant(row, "now")).get(0);
    }
  }

  private Instant now() {
    return clock == null ? null : clock.instant();
  }
}
