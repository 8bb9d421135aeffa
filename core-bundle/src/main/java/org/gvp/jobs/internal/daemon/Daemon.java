package org.gvp.jobs.internal.daemon;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.agents.AgentRegistry;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.claim.KeyAdmission;
import org.gvp.jobs.internal.claim.RegisterIds;
import org.gvp.jobs.internal.heartbeat.Heartbeat;
import org.gvp.jobs.internal.heartbeat.Heartbeat.Step;
import org.gvp.jobs.internal.heartbeat.HeartbeatLoop;
import org.gvp.jobs.internal.lease.ClaimLedger;
import org.gvp.jobs.internal.lease.JobRescuer;
import org.gvp.jobs.internal.lease.LeaseKeeper;
import org.gvp.jobs.internal.pause.Pauses;
import org.gvp.jobs.internal.retention.Retention;
import org.gvp.jobs.internal.retention.RetentionConfig;
import org.gvp.jobs.internal.run.Runs;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.internal.store.Reach;
import org.gvp.jobs.internal.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon, put together from its parts: what starts, ticks and stops in which order. Tests drive
 * {@link #tick()} by hand; {@link #startLoops()} has threads do it. Thread-safe.
 */
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final Sql ENSURE_PARTITIONS = Sql.named(Daemon.class, "ensurePartitions");
  private static final Sql START_NODE = Sql.named(Daemon.class, "startNode");
  private static final Duration END_WITHIN = Duration.ofSeconds(3);
  private static final Duration EVERY_TICK = Duration.ZERO;

  private final DaemonConfig config;
  private final DataSource source;
  private final Database database;
  private final Reach reach;
  private final RegisterIds ids;
  private final AgentRegistry registry = new AgentRegistry();
  private final LeaseKeeper lease;
  private final Pauses pauses;
  private final JobRescuer rescuer;
  private final ClaimLedger ledger;
  private final KeyAdmission admission;
  private final Runs runs;
  private final Heartbeat heartbeat;
  private final Runnable forgetting;
  private final WakeUps.Sleeper sleeper =
      new WakeUps.Sleeper() {
        @Override
        public void due(int typeId) {
          Daemon.this.due(typeId);
        }

        @Override
        public void anything() {
          hurry();
        }
      };

  private volatile HeartbeatLoop heartbeatLoop;
  private volatile HeartbeatLoop leaseLoop;
  private volatile WakeUps wakeUps;
  private volatile HeartbeatLoop retentionLoop;

  /**
   * What a daemon is made of.
   *
   * @param clock of this process
   * @param database the database's
   * @param nanos monotonic time of this process
   */
  public record Time(Clock clock, DatabaseTime database, LongSupplier nanos) {
    /** As time goes by. */
    public static Time real() {
      return new Time(Clock.systemUTC(), DatabaseTime.SERVER, System::nanoTime);
    }
  }

  /**
   * A daemon on a register.
   *
   * @param agents what it has in its agents folder
   * @param more what its heartbeat does besides, such as firing schedules
   */
  public Daemon(
      DaemonConfig config,
      DataSource source,
      Time time,
      Supplier<List<NodeAgent>> agents,
      Function<Database, List<Step>> more) {
    this.config = config;
    this.source = source;
    database = new Database(source, config.schema(), config.timeouts());
    reach = new Reach(time.clock(), time.nanos());
    StatusMachine status = new StatusMachine(time.database());
    ids = new RegisterIds(database.heartbeat());
    JobRules rules = new JobRules(database.heartbeat());
    lease =
        new LeaseKeeper(
            database.lease(),
            config.node(),
            config.version(),
            config.lease(),
            time.database(),
            time.nanos(),
            this::abandonAll);
    pauses = new Pauses(new PgJobQuery(database.heartbeat())::pauses, config.node());
    rescuer = new JobRescuer(database.heartbeat(), status, time.database());
    ledger = new ClaimLedger(database.heartbeat(), status, time.database());
    Runs.RunTime runTime = new Runs.RunTime(time.clock(), time.database(), config.run());
    runs = new Runs(database, status, lease, rules, registry, runTime);
    NodeReport report = new NodeReport(database.heartbeat(), lease, ids, time.database(), agents);
    JobClaimer claimer =
        new JobClaimer(database.claims(), status, ids, rules, time.database(), time.nanos());
    admission = new KeyAdmission(database.claims(), time.database());
    heartbeat =
        new Heartbeat(
            registry,
            claimer,
            runs,
            lease,
            pauses,
            time.clock(),
            steps(rules, report, more.apply(database)));
    forgetting = forgetting(time);
  }

  /**
   * On a thread of its own: it may copy for seconds, and jobs are not to wait for it. Not while the
   * daemon is paused: who looks at a restored register wants to see what is in it.
   */
  private Runnable forgetting(Time time) {
    Retention retention =
        new Retention(database.general(), RetentionConfig.DEFAULT, time.clock(), time.database());
    Step step = new Step("forgetting ended jobs", Duration.ofMinutes(1), retention::tick);
    return () -> {
      if (!pauses.holdNode()) {
        step.runIfDue(time.clock().instant());
      }
    };
  }

  private List<Step> steps(JobRules rules, NodeReport report, List<Step> more) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step("reading what is paused", EVERY_TICK, this::readPauses));
    steps.add(new Step("rescuing jobs", EVERY_TICK, this::rescue));
    steps.add(new Step("reading the rules", EVERY_TICK, rules::refresh));
    steps.add(new Step("looking after running jobs", EVERY_TICK, runs::tick));
    steps.add(new Step("reporting agents", EVERY_TICK, report::tick));
    steps.add(new Step("making partitions", Duration.ofMinutes(1), this::ensurePartitions));
    steps.add(new Step("ending abandoned jobs", Duration.ofMinutes(1), this::endAbandoned));
    steps.add(
        new Step(
            "tidying the claim ledger",
            Duration.ofSeconds(10),
            () -> ledger.tidy(lease.incarnation(), runs.ids())));
    steps.addAll(more);
    steps.add(
        new Step("admitting jobs by their keys", EVERY_TICK, admission::tick, admission::isBusy));
    return steps;
  }

  /**
   * While the register was out of reach nobody could renew a lease: the others are given time to,
   * and what they have done meanwhile is not thrown away.
   */
  private void rescue() throws SQLException {
    if (reach.hasBeenSteadyFor(config.lease().duration())) {
      rescuer.tick();
    }
  }

  private void readPauses() {
    pauses.refresh();
    runs.handBackUnbegun(pauses::hold);
  }

  /**
   * Not while the daemon is paused: on a restored register all of them would be too old at once.
   */
  private void endAbandoned() throws SQLException {
    if (!pauses.holdNode()) {
      rescuer.abandonUnpublished();
    }
  }

  private void ensurePartitions() throws SQLException {
    try (Connection connection = database.heartbeat().getConnection();
        NamedStatement statement = ENSURE_PARTITIONS.prepare(connection)) {
      statement.list(row -> row.getInt(1));
    }
  }

  private void abandonAll() {
    runs.abandonAll();
  }

  /** Has the register ready and enters this daemon into it. */
  public void start() throws SQLException {
    Migrations.prepare(source, config.schema());
    lease.start();
    startNode();
    runs.start();
    runs.onEnded(this::wakeIfHungry);
    registry.onChange(this::hurry);
  }

  private void startNode() throws SQLException {
    try (Connection connection = database.heartbeat().getConnection();
        NamedStatement statement = START_NODE.prepare(connection)) {
      statement
          .set("node", config.node())
          .set("paused", config.paused())
          .list(row -> row.getString(1));
    }
  }

  /** A job of a type is due: if it is served here, looks for it now. */
  private void due(int typeId) {
    try {
      for (AgentRegistry.Route route : registry.routes()) {
        if (ids.ofType(route.type()) == typeId) {
          heartbeat.due(route.type());
          wake();
        }
      }
    } catch (SQLException e) {
      hurry(); // then it looks for everything
    }
  }

  /** Has threads of its own tick from now on. */
  public void startLoops() {
    heartbeatLoop = new HeartbeatLoop("heartbeat", config.poll(), heartbeat::tick, heartbeat::look);
    leaseLoop = new HeartbeatLoop("lease", Duration.ofSeconds(1), this::keepLease, this::keepLease);
    retentionLoop = new HeartbeatLoop("retention", Duration.ofSeconds(10), forgetting, forgetting);
    heartbeatLoop.start();
    leaseLoop.start();
    retentionLoop.start();
    hurry();
    if (!config.schema().pooled()) { // nobody's words come through a pooler
      listen();
    }
    if (config.paused()) {
      LOG.warn("node {}: started paused: it claims no jobs", config.node());
    }
  }

  private void listen() {
    String name = config.node() + " " + lease.incarnation();
    wakeUps =
        new WakeUps(database::listen, database.heartbeat(), WakeUps.Timing.DEFAULT, name, sleeper);
    wakeUps.start();
  }

  private void hurry() {
    HeartbeatLoop loop = heartbeatLoop;
    if (loop != null) {
      loop.hurry();
    }
  }

  private void wake() {
    HeartbeatLoop loop = heartbeatLoop;
    if (loop != null) {
      loop.wake();
    }
  }

  private void wakeIfHungry() {
    if (heartbeat.hungry()) {
      wake();
    }
  }

  private void keepLease() {
    try {
      lease.tick();
      reach
          .reached()
          .ifPresent(
              since -> LOG.info("the register can be reached again, it was out since {}", since));
    } catch (SQLException e) {
      if (reach.failed()) {
        LOG.warn(
            "node {}: the register is out of reach, its lease cannot be renewed: {}; what runs goes"
                + " on, nothing new is started {} after the last renewal",
            config.node(),
            e.getMessage(),
            config.lease().duration().minus(config.lease().margin()));
      }
    }
  }

  /** Does by hand what the loops do once. */
  public void tick() {
    keepLease();
    heartbeat.tick();
    forgetting.run();
  }

  /** The agents; whoever adds one has it given jobs. */
  public AgentRegistry registry() {
    return registry;
  }

  /** The jobs that run here. */
  public Runs runs() {
    return runs;
  }

  /** What is paused. */
  public Pauses pauses() {
    return pauses;
  }

  /** Since when the register cannot be reached; empty while it can. */
  public Optional<Instant> registerOutSince() {
    return reach.outSince();
  }

  /** The connections to the register. */
  public Database database() {
    return database;
  }

  /** Has no job of an agent run any more: asks, interrupts, and at last hands back without it. */
  public boolean drain(RegisteredAgent agent, Duration grace) {
    agent.drain();
    return runs.handBack(agent::equals, "agent " + agent + " is being replaced", grace);
  }

  /**
   * Stops: hands all jobs back, gives up the lease, and closes the connections. Neither an agent
   * that does not come back nor a register that does not answer holds it for longer than 45 s; what
   * is left then, others rescue.
   */
  @Override
  public void close() {
    long began = System.nanoTime();
    if (wakeUps != null) {
      wakeUps.close();
    }
    close(heartbeatLoop);
    close(retentionLoop);
    registry.all().forEach(RegisteredAgent::drain);
    Duration left = config.run().grace().minusNanos(System.nanoTime() - began);
    runs.handBack(agent -> true, "the daemon stops", left);
    Thread end = new Thread(this::endLease, "daemon-end");
    end.setDaemon(true);
    end.start();
    try {
      end.join(END_WITHIN.toMillis());
      if (end.isAlive()) {
        LOG.warn("node {}: the register does not answer, its lease runs out", config.node());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endLease() {
    runs.close();
    close(leaseLoop); // only now: the lease holds as long as something may still run
    registry.all().forEach(RegisteredAgent::close);
    try {
      lease.end();
    } catch (SQLException e) {
      LOG.warn("node {}: could not give up its lease, it runs out by itself", config.node(), e);
    }
    database.close();
  }

  private static void close(HeartbeatLoop loop) {
    if (loop != null) {
      loop.close();
    }
  }
}
