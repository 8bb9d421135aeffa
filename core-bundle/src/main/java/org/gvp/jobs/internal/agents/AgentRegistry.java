package org.gvp.jobs.internal.agents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gvp.jobs.job.JobTypeKey;

/** The agents deployed on this daemon. Thread-safe; lists are snapshots. */
public final class AgentRegistry {
  private final CopyOnWriteArrayList<RegisteredAgent> agents = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Has the listener told of every change, on the thread that makes it; it must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Adds an agent; it is given jobs from the next heartbeat on. */
  public void add(RegisteredAgent agent) {
    agents.add(agent);
    changed();
  }

  /** Removes an agent; the caller has drained it. */
  public void remove(RegisteredAgent agent) {
    agents.remove(agent);
    changed();
  }

  /** Tells the listeners that an agent's state has changed. */
  public void changed() {
    listeners.forEach(Runnable::run);
  }

  /** All agents, in whatever state. */
  public List<RegisteredAgent> all() {
    return List.copyOf(agents);
  }

  /** The agents of a bundle. */
  public List<RegisteredAgent> ofBundle(long bundleId) {
    return agents.stream().filter(agent -> agent.bundleId() == bundleId).toList();
  }

  /** The types that are served here, each with the agent that serves it. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (RegisteredAgent agent : agents) {
      for (JobTypeKey type : agent.description().types()) {
        serving(type).filter(agent::equals).ifPresent(a -> routes.add(new Route(type, a)));
      }
    }
    return routes;
  }

  /** The agent that is given the jobs of a type: of several that serve it, the latest added. */
  public Optional<RegisteredAgent> serving(JobTypeKey type) {
    return agents.stream()
        .filter(agent -> agent.state() == RegisteredAgent.State.SERVING)
        .filter(agent -> agent.description().types().contains(type))
        .max(Comparator.comparingInt(agents::indexOf));
  }

  /**
   * A type and the agent that serves it.
   *
   * @param type the type
   * @param agent the agent
   */
  public record Route(JobTypeKey type, RegisteredAgent agent) {}
}
