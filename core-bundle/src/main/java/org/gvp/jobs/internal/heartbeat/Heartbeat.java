package org.gvp.jobs.internal.heartbeat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.gvp.jobs.internal.agents.AgentRegistry;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.claim.JobClaimer.Claimant;
import org.gvp.jobs.internal.claim.JobClaimer.Claimed;
import org.gvp.jobs.internal.lease.Lease;
import org.gvp.jobs.internal.pause.Pauses;
import org.gvp.jobs.internal.run.Runs;
import org.gvp.jobs.job.JobTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The periodic look for work: one {@link #tick()} does whatever is due and returns. A step that
 * fails is told of once, and does not keep the others from being done. For one thread at a time.
 */
public final class Heartbeat {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /** Something that a heartbeat does. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws SQLException;
  }

  private final AgentRegistry registry;
  private final JobClaimer claimer;
  private final Runs runs;
  private final Lease lease;
  private final Pauses pauses;
  private final Clock clock;
  private final List<Step> steps;
  private final Suspects suspects;
  private final Map<RegisteredAgent, Prefetch> prefetches = new ConcurrentHashMap<>();
  private final Set<JobTypeKey> due = ConcurrentHashMap.newKeySet();
  private final Trouble trouble = new Trouble("claiming jobs");

  /**
   * A heartbeat.
   *
   * @param pauses what is not claimed
   * @param steps what is done besides, in that order, before jobs are claimed
   */
  public Heartbeat(
      AgentRegistry registry,
      JobClaimer claimer,
      Runs runs,
      Lease lease,
      Pauses pauses,
      Clock clock,
      List<Step> steps) {
    this.registry = registry;
    this.claimer = claimer;
    this.runs = runs;
    this.lease = lease;
    this.pauses = pauses;
    this.clock = clock;
    this.steps = List.copyOf(steps);
    this.suspects = new Suspects(claimer, runs, this::claimant);
  }

  /** Has the next look claim jobs of that type: one is known to be due. From any thread. */
  public void due(JobTypeKey type) {
    due.add(type);
  }

  /** Does whatever is due. */
  public synchronized void tick() {
    Instant now = clock.instant();
    for (Step step : steps) {
      step.runIfDue(now);
      if (!due.isEmpty()) {
        look(); // a job that is known to be due does not wait for the other steps
      }
    }
    prefetches.keySet().retainAll(registry.all());
    due.clear();
    claimSuspects(false);
    routes().forEach(route -> claim(route, false));
  }

  /** Only claims jobs, of the types that are known to have some, between two ticks. */
  public synchronized void look() {
    steps.forEach(Step::runIfWanted);
    claimSuspects(true);
    for (AgentRegistry.Route route : routes()) {
      boolean known = due.remove(route.type());
      if (known || isHungry(route.agent())) {
        claim(route, known);
      }
    }
  }

  private List<AgentRegistry.Route> routes() {
    return registry.routes().stream().filter(route -> !pauses.hold(route.type())).toList();
  }

  private void claimSuspects(boolean known) {
    if (!lease.mayStart()) {
      return;
    }
    try {
      if (known) {
        suspects.claimMore(routes());
      } else {
        suspects.claim(routes());
      }
      trouble.gone();
    } catch (SQLException e) {
      trouble.is(e);
    }
  }

  private Claimant claimant(RegisteredAgent agent) {
    return new Claimant(
        lease.incarnation(),
        agent.symbolicName(),
        agent.version(),
        agent.description().planVersion());
  }

  private void claim(AgentRegistry.Route route, boolean known) {
    RegisteredAgent agent = route.agent();
    Prefetch prefetch =
        prefetches.computeIfAbsent(agent, a -> new Prefetch(a.description().concurrency()));
    int held = runs.countOf(agent);
    boolean atOnce = known && !prefetch.hungry(held);
    int want = prefetch.room(held);
    want = atOnce ? Math.min(want, prefetch.roomAtOnce(held)) : want;
    if (want == 0 || !lease.mayStart()) {
      if (known) {
        prefetch.claimed(true);
      }
      return;
    }
    try {
      Claimed claimed =
          atOnce
              ? claimer.claimAtOnce(route.type(), claimant(agent), want)
              : claimer.claim(route.type(), claimant(agent), want);
      trouble.gone();
      prefetch.claimed(claimed.more());
      claimed.jobs().forEach(job -> runs.run(job, agent));
    } catch (SQLException e) {
      trouble.is(e);
    }
  }

  /** Whether there is known to be work that a tick could claim at once. */
  public boolean hungry() {
    return !pauses.holdNode()
        && (steps.stream().anyMatch(Step::isWanted)
            || prefetches.keySet().stream().anyMatch(this::isHungry)
            || suspects.hungry());
  }

  private boolean isHungry(RegisteredAgent agent) {
    Prefetch prefetch = prefetches.get(agent);
    return prefetch != null && prefetch.hungry(runs.countOf(agent));
  }

  /** A piece of work that a heartbeat does now and then. */
  public static final class Step {
    private final Duration pause;
    private final Work work;
    private final BooleanSupplier wanted;
    private final Trouble trouble;
    private Instant due = Instant.MIN;

    /** Work that is done with at least that pause between; its name is for messages. */
    public Step(String name, Duration pause, Work work) {
      this(name, pause, work, () -> false);
    }

    /** Work that, whenever it is wanted, is also done between two ticks, when runs have ended. */
    public Step(String name, Duration pause, Work work, BooleanSupplier wanted) {
      this.pause = pause;
      this.work = work;
      this.wanted = wanted;
      this.trouble = new Trouble(name);
    }

    private boolean isWanted() {
      return wanted.getAsBoolean();
    }

    private void runIfWanted() {
      if (isWanted()) {
        run();
      }
    }

    /** Does it if it is due; what it throws is told of. For one thread at a time. */
    public void runIfDue(Instant now) {
      if (now.isBefore(due)) {
        return;
      }
      due = now.plus(pause);
      run();
    }

    private void run() {
      try {
        work.run();
        trouble.gone();
      } catch (SQLException | RuntimeException e) {
        trouble.is(e);
      }
    }
  }

  /** Tells of a trouble when it comes and when it goes, and not in between. */
  private static final class Trouble {
    private final String what;
    private String last;

    Trouble(String what) {
      this.what = what;
    }

    void is(Exception e) {
      if (last == null) {
        LOG.warn("{} failed, it is tried again with every heartbeat", what, e);
      }
      last = e.toString();
    }

    void gone() {
      if (last != null) {
        LOG.info("{} works again", what);
        last = null;
      }
    }
  }
}
