package org.gvp.jobs.internal.agents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gvp.jobs.job.JobTypeKey;

/** The agents deployed on this daemon. Thread-safe; lists are snapshots. */
public final class AgentRegistry {
  private final CopyOnWriteArrayList<RegisteredAgent> agents = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Set<Long> standingBy = ConcurrentHashMap.newKeySet();
  private final Map<Long, Experience> experiences = new ConcurrentHashMap<>();

  /** Has the listener told of every change, on the thread that makes it; it must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Adds an agent; it is given jobs from the next heartbeat on. */
  public synchronized void add(RegisteredAgent agent) {
    if (standingBy.contains(agent.bundleId())) {
      agent.standBy();
    }
    agents.add(agent);
    experiences.computeIfAbsent(agent.bundleId(), id -> new Experience());
    changed();
  }

  /** Gives the agents of a bundle no new jobs for now, those that it will register included. */
  public synchronized void standBy(long bundleId) {
    standingBy.add(bundleId);
    ofBundle(bundleId).forEach(RegisteredAgent::standBy);
    changed();
  }

  /** Ends a {@link #standBy(long)}. */
  public synchronized void serve(long bundleId) {
    standingBy.remove(bundleId);
    ofBundle(bundleId).forEach(RegisteredAgent::serveAgain);
    changed();
  }

  /** How the runs of a bundle's agents have gone; nothing is kept of one that is forgotten. */
  public Experience experience(long bundleId) {
    return experiences.getOrDefault(bundleId, new Experience());
  }

  /** Forgets a bundle that is about to go. */
  public synchronized void forget(long bundleId) {
    standingBy.remove(bundleId);
    experiences.remove(bundleId);
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
