package org.gvp.jobs.internal.engine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.daemon.DaemonConfig;
import org.gvp.jobs.internal.heartbeat.Heartbeat;
import org.gvp.jobs.internal.lease.LeaseConfig;
import org.gvp.jobs.internal.run.RunConfig;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.SchemaConfig;
import org.gvp.jobs.internal.store.Timeouts;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.TestClock;
import org.gvp.jobs.internal.testsupport.TestDatabase;

/** Daemons on a register of their own, whose time and heartbeats a test drives. */
final class Engine implements AutoCloseable {
  static final String TYPE = "test.Work";

  private static final Duration AT_ONCE = Duration.ofMillis(300);

  final TestClock clock;
  final TestDatabase database;
  private final List<Daemon> daemons = new ArrayList<>();

  Engine() {
    this(TestDatabase.create());
  }

  /** On a database that the engine drops in the end. */
  Engine(TestDatabase database) {
    this.database = database;
    clock = new TestClock(now());
  }

  private Instant now() {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select clock_timestamp()")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Moves the driven clock past what the register's own clock has given out so far. */
  void catchUp() {
    Duration behind = Duration.between(clock.instant(), now());
    clock.advance((behind.isNegative() ? Duration.ZERO : behind).plusSeconds(5));
  }

  /** A started daemon whose heartbeat is driven by hand. */
  Daemon daemon(String node) throws SQLException {
    return daemon(node, false);
  }

  /** One that starts paused or not. */
  Daemon daemon(String node, boolean paused) throws SQLException {
    return daemon(node, paused, database.dataSource(), SchemaConfig.DEFAULT, db -> List.of());
  }

  /** The same, on connections of its own, and with more to do in its heartbeat. */
  Daemon daemon(
      String node,
      boolean paused,
      DataSource source,
      SchemaConfig schema,
      Function<Database, List<Heartbeat.Step>> more)
      throws SQLException {
    RunConfig run = new RunConfig(Duration.ofMinutes(10), Duration.ofMinutes(30), AT_ONCE, AT_ONCE);
    Duration poll = Duration.ofSeconds(1);
    DaemonConfig config =
        new DaemonConfig(
            node, "test", paused, poll, LeaseConfig.DEFAULT, run, Timeouts.DEFAULT, schema);
    Daemon.Time time =
        new Daemon.Time(
            clock, DatabaseTime.of(clock), () -> clock.instant().toEpochMilli() * 1_000_000);
    Daemon daemon = new Daemon(config, source, time, List::of, more);
    daemon.start();
    daemons.add(daemon);
    return daemon;
  }

  /** A started daemon that goes by real time, whose loops are not started yet. */
  Daemon daemonThatLooks(Duration poll) throws SQLException {
    Daemon daemon = realTime(database.dataSource(), poll, LeaseConfig.DEFAULT, Timeouts.DEFAULT);
    daemon.start();
    daemons.add(daemon);
    return daemon;
  }

  /** A daemon that goes by real time, not started yet. */
  static Daemon realTime(DataSource source, Duration poll, LeaseConfig lease, Timeouts timeouts) {
    RunConfig run = new RunConfig(Duration.ofMinutes(10), Duration.ofMinutes(30), AT_ONCE, AT_ONCE);
    DaemonConfig config =
        new DaemonConfig("n1", "test", false, poll, lease, run, timeouts, SchemaConfig.DEFAULT);
    return new Daemon(config, source, Daemon.Time.real(), List::of, db -> List.of());
  }

  /** Deploys an agent for {@link #TYPE}. */
  static RegisteredAgent deploy(Daemon daemon, Agent agent, Object... more) {
    HashMap<String, Object> properties = new HashMap<>();
    properties.put(JobType.PREFIX_ + "job.type", new String[] {"Custom"});
    properties.put(JobType.PREFIX_ + "customType", TYPE);
    for (int i = 0; i < more.length; i += 2) {
      properties.put(JobType.PREFIX_ + more[i], more[i + 1]);
    }
    RegisteredAgent registered = new RegisteredAgent(agent, properties, "test.agent", "1.0.0", 1);
    daemon.registry().add(registered);
    return registered;
  }

  /** Creates a job of {@link #TYPE}; actions as JSON, or null. */
  long job(String name, String actions) {
    return number(
        "select gvp_jobs.create_job('%s', 'Custom', custom_type => '%s', actions => %s, run_at => '%s')"
            .formatted(
                name, TYPE, actions == null ? "null" : "'" + actions + "'", clock.instant()));
  }

  /** The JSON of so many actions that have nothing but a label. */
  static String actions(int count) {
    List<String> actions = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      actions.add("{\"label\": \"a" + i + "\"}");
    }
    return actions.toString();
  }

  /** Ticks until the job is in that status. */
  void tickUntil(Daemon daemon, long job, String status) {
    Await.until(
        () ->
            "job "
                + job
                + " in "
                + status
                + ", but it is "
                + rows("select * from gvp_jobs.job where id = " + job)
                + rows("select * from gvp_jobs.job_run where job_id = " + job),
        () -> {
          daemon.tick();
          return status(job).equals(status);
        });
  }

  /** Ticks all daemons until so many jobs are in that status. */
  void tickUntilCount(String status, int count, Daemon... all) {
    Await.until(
        () ->
            count
                + " in "
                + status
                + ": "
                + rows("select status, count(*) from gvp_jobs.job group by 1"),
        () -> {
          for (Daemon daemon : all) {
            daemon.tick();
          }
          return number("select count(*) from gvp_jobs.job where status = '" + status + "'")
              == count;
        });
  }

  /** Ticks until so many runs of the job have ended. */
  void tickUntilRuns(Daemon daemon, long job, int runs) {
    Await.until(
        () ->
            runs
                + " runs of job "
                + job
                + ", but there are "
                + rows("select * from gvp_jobs.job_run where job_id = " + job),
        () -> {
          daemon.tick();
          return number(
                  "select count(*) from gvp_jobs.job_run where ended_at is not null and job_id = "
                      + job)
              == runs;
        });
  }

  String status(long job) {
    return text("select status from gvp_jobs.job where id = " + job);
  }

  long number(String sql) {
    return Long.parseLong(text(sql));
  }

  String text(String sql) {
    List<Map<String, String>> rows = rows(sql);
    return rows.isEmpty() ? null : rows.get(0).values().iterator().next();
  }

  /** The rows as texts by column. */
  List<Map<String, String>> rows(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return read(row);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** All rows of a result as texts by column. */
  static List<Map<String, String>> read(ResultSet row) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    while (row.next()) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        values.put(row.getMetaData().getColumnLabel(i), row.getString(i));
      }
      rows.add(values);
    }
    return rows;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Stops the daemons; the register stays. */
  void closeDaemons() {
    daemons.forEach(Daemon::close);
    daemons.clear();
  }

  @Override
  public void close() {
    closeDaemons();
    database.close();
  }
}
