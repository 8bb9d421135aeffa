package org.gvp.jobs.internal.daemon;

import java.time.Duration;
import java.util.Optional;
import org.gvp.jobs.internal.agents.AgentRegistry;
import org.gvp.jobs.internal.agents.Experience;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.agents.RegisteredAgent.State;
import org.gvp.jobs.internal.deploy.Routing;

/** Which of the installed agents are given jobs, as the deployer wants it. Thread-safe. */
final class AgentRouting implements Routing {
  private final Daemon daemon;
  private final AgentRegistry registry;

  AgentRouting(Daemon daemon) {
    this.daemon = daemon;
    this.registry = daemon.registry();
  }

  @Override
  public void standBy(long bundleId) {
    registry.standBy(bundleId);
  }

  @Override
  public void serve(long bundleId) {
    registry.serve(bundleId);
  }

  /** Called off as soon as the agent serves again: what it runs then is not to be ended. */
  @Override
  public boolean empty(long bundleId, Duration grace) {
    return daemon
        .runs()
        .handBack(
            agent -> agent.bundleId() == bundleId && agent.state() != State.SERVING,
            "another version of the agent serves",
            grace);
  }

  @Override
  public boolean drain(long bundleId, Duration grace) {
    boolean all = true;
    for (RegisteredAgent agent : registry.ofBundle(bundleId)) {
      all &= daemon.drain(agent, grace);
    }
    registry.forget(bundleId);
    return all;
  }

  @Override
  public Experience experience(long bundleId) {
    return registry.experience(bundleId);
  }

  @Override
  public Optional<String> trouble(long bundleId) {
    return registry.ofBundle(bundleId).stream()
        .filter(agent -> agent.state() == State.BROKEN || agent.state() == State.HUNG)
        .map(
            agent ->
                agent.state() == State.BROKEN
                    ? "its classes do not link: " + agent.trouble()
                    : agent.trouble())
        .findFirst();
  }
}
