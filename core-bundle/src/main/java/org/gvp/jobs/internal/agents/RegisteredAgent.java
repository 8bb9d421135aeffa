package org.gvp.jobs.internal.agents;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;

/**
 * One version of an agent on this daemon, with threads of its own that die with it. Thread-safe.
 */
public final class RegisteredAgent implements AutoCloseable {
  /** Whether the agent is given jobs. */
  public enum State {
    /** It is. */
    SERVING,
    /** None for now: another version serves, or an operator wants it so. It can serve again. */
    STANDBY,
    /** No new ones: it is about to go. */
    DRAINING,
    /** None: its classes do not link. */
    BROKEN,
    /**
     * None: more of its threads hang than it may have at once. It serves again if they come back.
     */
    HUNG
  }

  private final Agent agent;
  private final AgentDescription description;
  private final Map<String, Object> properties;
  private final String symbolicName;
  private final String version;
  private final long bundleId;
  private final Binder binder;
  private final ThreadPoolExecutor threads;
  private final Set<Thread> hung = new HashSet<>();
  private volatile State state = State.SERVING;
  private volatile String trouble;

  /** An agent of a bundle; it serves at once. */
  public RegisteredAgent(
      Agent agent,
      Map<String, Object> properties,
      String symbolicName,
      String version,
      long bundleId) {
    this.agent = Objects.requireNonNull(agent, "agent");
    this.description = AgentDescription.of(properties);
    this.properties = Map.copyOf(properties);
    this.symbolicName = symbolicName;
    this.version = version;
    this.bundleId = bundleId;
    this.binder = new Binder(agent.getClass().getClassLoader());
    this.threads = threads(description.concurrency());
  }

  private ThreadPoolExecutor threads(int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread =
                  new Thread(work, "agent " + symbolicName + " " + number.incrementAndGet());
              thread.setDaemon(true);
              thread.setContextClassLoader(agent.getClass().getClassLoader());
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The agent's own object. */
  public Agent agent() {
    return agent;
  }

  /** The agent as one that lists actions, or null. */
  public Planner planner() {
    return agent instanceof Planner planner ? planner : null;
  }

  /** What it says about itself. */
  public AgentDescription description() {
    return description;
  }

  /** The properties of its component. */
  public Map<String, Object> properties() {
    return properties;
  }

  /** Turns JSON into the agent's own types. */
  public Binder binder() {
    return binder;
  }

  /** Its bundle's symbolic name. */
  public String symbolicName() {
    return symbolicName;
  }

  /** Its bundle's version. */
  public String version() {
    return version;
  }

  /** Its bundle's number in the framework. */
  public long bundleId() {
    return bundleId;
  }

  /** Runs work on one of its threads, behind what is queued already. */
  public void execute(Runnable work) {
    threads.execute(work);
  }

  /** Whether it is given jobs. */
  public State state() {
    return state;
  }

  /** Why it is broken, or what else is wrong with it, or null. */
  public String trouble() {
    return trouble;
  }

  /** No new jobs from now on. */
  public synchronized void drain() {
    if (state == State.SERVING || state == State.HUNG || state == State.STANDBY) {
      state = State.DRAINING;
    }
  }

  /** No new jobs for now; those that it runs go on. */
  public synchronized void standBy() {
    if (state == State.SERVING || state == State.HUNG) {
      state = State.STANDBY;
    }
  }

  /** Ends a {@link #standBy()}. */
  public synchronized void serveAgain() {
    if (state == State.STANDBY) {
      state = hung.size() > description.concurrency() ? State.HUNG : State.SERVING;
    }
  }

  /**
   * No new jobs, for its classes do not link.
   *
   * @return whether that is news
   */
  public synchronized boolean breakDown(String error) {
    boolean news = state != State.BROKEN;
    trouble = error;
    state = State.BROKEN;
    return news;
  }

  /**
   * A thread of it does not come back: another one takes its place. More of them than it may have
   * at once, and it is given no more jobs.
   */
  public synchronized void giveUp(Thread thread) {
    hung.add(thread);
    resize();
    if (state == State.SERVING && hung.size() > description.concurrency()) {
      state = State.HUNG;
    }
    tellOfHungThreads();
  }

  /** A thread that had been given up has come back. */
  public synchronized void cameBack(Thread thread) {
    hung.remove(thread);
    resize();
    if (state == State.HUNG && hung.size() <= description.concurrency()) {
      state = State.SERVING;
    }
    tellOfHungThreads();
  }

  private void resize() {
    int size = description.concurrency() + hung.size();
    if (size > threads.getMaximumPoolSize()) {
      threads.setMaximumPoolSize(size);
      threads.setCorePoolSize(size);
    } else {
      threads.setCorePoolSize(size);
      threads.setMaximumPoolSize(size);
    }
  }

  private void tellOfHungThreads() {
    if (state != State.BROKEN) {
      trouble =
          hung.isEmpty()
              ? null
              : hung.size() + " of its threads hang: they ignore the interrupt past their deadline";
    }
  }

  /** How many threads have been given up and have not come back. */
  public synchronized int hungThreads() {
    return hung.size();
  }

  /** Ends its threads; those that perform an action are interrupted. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  @Override
  public String toString() {
    return symbolicName + " " + version;
  }
}
