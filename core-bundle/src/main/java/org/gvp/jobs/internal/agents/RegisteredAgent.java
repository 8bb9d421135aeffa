package org.gvp.jobs.internal.agents;

import java.util.Map;
import java.util.Objects;
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
    /** No new ones: it is about to go. */
    DRAINING,
    /** None: its classes do not link. */
    BROKEN
  }

  private final Agent agent;
  private final AgentDescription description;
  private final Map<String, Object> properties;
  private final String symbolicName;
  private final String version;
  private final long bundleId;
  private final Binder binder;
  private final ThreadPoolExecutor threads;
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

  /** Why it is broken, or null. */
  public String trouble() {
    return trouble;
  }

  /** No new jobs from now on. */
  public void drain() {
    if (state == State.SERVING) {
      state = State.DRAINING;
    }
  }

  /**
   * No new jobs, for its classes do not link.
   *
   * @return whether that is news
   */
  public synchronized boolean breakDown(LinkageError error) {
    boolean news = state != State.BROKEN;
    trouble = error.toString();
    state = State.BROKEN;
    return news;
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
