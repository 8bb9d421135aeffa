package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.gvp.jobs.internal.agents.AgentRegistry;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.lease.Lease;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.status.Suspicion;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/** The jobs that run on this daemon. Thread-safe. */
public final class Runs implements AutoCloseable {
  private static final Duration FORCED_WITHIN = Duration.ofSeconds(2);
  private static final Duration NOTED_AFTER = Duration.ofSeconds(1);
  private static final Sql FIND_STOPPED = Sql.named(Runs.class, "findStopped");

  private final Map<Long, JobRun> running = new ConcurrentHashMap<>();
  private final Set<JobRun> counted =
      ConcurrentHashMap.newKeySet(); // lost ones may have a successor
  private final Map<RegisteredAgent, Integer> counts = new ConcurrentHashMap<>();
  private final Database database;
  private final AgentRegistry registry;
  private final RunConfig config;
  private final Deadlines deadlines;
  private final RunServices services;
  private volatile Runnable whenEnded = () -> {};
  private volatile boolean closed;

  /** With what runs work with. */
  public Runs(
      Database database,
      StatusMachine status,
      Lease lease,
      JobRules rules,
      AgentRegistry registry,
      RunTime time) {
    this.database = database;
    this.registry = registry;
    Clock clock = time.clock();
    this.config = time.config();
    this.deadlines = new Deadlines(clock, config);
    ActionPerformer performer =
        new ActionPerformer(clock, rules, registry, RandomGenerator.getDefault());
    ActionPages pages = new ActionPages(database.general(), time.database());
    services =
        new RunServices(
            clock,
            lease,
            rules,
            status,
            pages,
            performer,
            new Planning(database.general(), clock, rules, pages, performer),
            new RunWriter(database, status, lease::incarnation, this::ended));
  }

  /**
   * The clocks and deadlines of runs.
   *
   * @param clock of this process
   * @param database the database's
   * @param config the deadlines
   */
  public record RunTime(Clock clock, DatabaseTime database, RunConfig config) {}

  /** Starts to write what runs have to say. */
  public void start() {
    services.writer().start();
  }

  /** Has the hook told whenever runs have ended, on the writer's thread; it must not block. */
  public void onEnded(Runnable hook) {
    whenEnded = hook;
  }

  /** Runs a job that has just been claimed. */
  public void run(ClaimedJob job, RegisteredAgent agent) {
    JobRun run = new JobRun(job, agent, services);
    running.put(job.id(), run);
    counted.add(run);
    counts.merge(agent, 1, Integer::sum);
    run.start();
  }

  private void ended(Collection<JobRun> runs) {
    if (runs.isEmpty()) {
      return;
    }
    synchronized (running) {
      for (JobRun run : runs) {
        running.remove(run.job().id(), run);
        if (counted.remove(run)) {
          counts.computeIfPresent(run.agent(), (agent, n) -> n == 1 ? null : n - 1);
          remember(run);
        }
      }
      running.notifyAll();
    }
    whenEnded.run();
  }

  private void remember(JobRun run) {
    run.hasFailed()
        .ifPresent(
            failed ->
                registry
                    .experience(run.agent().bundleId())
                    .ended(run.job().job().type(), run.job().id(), failed));
  }

  /** How many jobs of an agent run here. */
  public int countOf(RegisteredAgent agent) {
    return counts.getOrDefault(agent, 0);
  }

  /** How many of the jobs that run here are such suspects, of agents that are asked for. */
  public int countOf(Suspicion suspicion, Predicate<RegisteredAgent> agents) {
    return (int)
        running.values().stream()
            .filter(run -> run.job().suspicion() == suspicion && agents.test(run.agent()))
            .count();
  }

  /** The ids of the jobs that run here. */
  public long[] ids() {
    return running.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  /** Ends runs that an operator has stopped or that are lost, and actions past their deadline. */
  public void tick() throws SQLException {
    Collection<JobRun> runs = List.copyOf(running.values());
    if (runs.isEmpty()) {
      return;
    }
    for (JobRun run : runs) {
      deadlines.check(run);
      if (run.agent().state() == RegisteredAgent.State.HUNG) {
        run.end(new Ending(Ending.Kind.HAND_BACK, run.agent() + ": " + run.agent().trouble()));
      }
    }
    noteBegun(runs);
    try (Connection connection = database.vital().getConnection();
        NamedStatement statement = FIND_STOPPED.prepare(connection)) {
      statement
          .set("jobs", runs.stream().mapToLong(run -> run.job().id()).toArray())
          .set("tokens", runs.stream().mapToInt(run -> run.job().token()).toArray())
          .list(row -> Map.entry(row.getLong("id"), row.getBoolean("lost")))
          .forEach(found -> stop(found.getKey(), found.getValue()));
    }
  }

  /** Adds to the register which actions of short lists have begun, once they take a while. */
  private void noteBegun(Collection<JobRun> runs) throws SQLException {
    Instant since = services.clock().instant().minus(NOTED_AFTER);
    List<ClaimedJob> jobs =
        runs.stream().filter(run -> run.isToNoteBegun(since)).map(JobRun::job).toList();
    if (!jobs.isEmpty()) {
      services.pages().noteBegun(jobs);
    }
  }

  private void stop(long jobId, boolean lost) {
    JobRun run = running.get(jobId);
    if (run != null && lost) {
      run.loseUnlessClosing();
    } else if (run != null) {
      run.end(new Ending(Ending.Kind.STOP, "stopped by an operator"));
    }
  }

  /** Drops all runs: nothing that runs here is ours any more. */
  public void abandonAll() {
    running.values().forEach(JobRun::lose);
  }

  /**
   * Has the runs of some agents end: asks them to come back, interrupts those that have not after
   * the grace, and hands back without them the jobs of those that do not come back at all.
   *
   * @return whether all came back by themselves
   */
  public boolean handBack(Predicate<RegisteredAgent> agents, String reason, Duration grace) {
    if (closed) {
      return false;
    }
    Ending ending = new Ending(Ending.Kind.HAND_BACK, reason);
    of(agents).forEach(run -> run.end(ending));
    if (awaitNone(agents, grace)) {
      return true;
    }
    of(agents).forEach(JobRun::interrupt);
    boolean back = awaitNone(agents, config.interruptGrace());
    of(agents).forEach(JobRun::force);
    awaitNone(agents, FORCED_WITHIN);
    return back;
  }

  /** Gives jobs of some types back that were claimed ahead and have not begun. */
  public void handBackUnbegun(Predicate<JobTypeKey> types) {
    Ending ending = new Ending(Ending.Kind.HAND_BACK, "its type is paused");
    running.values().stream()
        .filter(run -> types.test(run.job().job().type()) && run.isUnbegun())
        .forEach(run -> run.end(ending));
  }

  /** As long as an agent is given to come back. */
  public Duration grace() {
    return config.grace();
  }

  private List<JobRun> of(Predicate<RegisteredAgent> agents) {
    return running.values().stream().filter(run -> agents.test(run.agent())).toList();
  }

  private boolean awaitNone(Predicate<RegisteredAgent> agents, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    synchronized (running) {
      while (!of(agents).isEmpty()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        try {
          running.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /** Waits until nothing runs here. */
  public boolean awaitIdle(Duration most) {
    return awaitNone(agent -> true, most);
  }

  /** Writes what is left to write. */
  @Override
  public void close() {
    closed = true;
    services.writer().close();
  }
}
