package org.gvp.jobs.internal.daemon;

import java.util.HashMap;
import java.util.Map;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the agents that come and go in the framework. An agent that goes, by whatever route, is
 * drained first: the framework waits for it, though not for ever. Thread-safe.
 */
final class AgentTracker extends ServiceTracker<Agent, RegisteredAgent> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentTracker.class);

  private final Daemon daemon;

  AgentTracker(BundleContext context, Daemon daemon) {
    super(context, Agent.class, null);
    this.daemon = daemon;
  }

  @Override
  public RegisteredAgent addingService(ServiceReference<Agent> reference) {
    Bundle bundle = reference.getBundle();
    Agent agent = context.getService(reference);
    if (agent == null) {
      LOG.error("agent of {}: its component could not be activated", bundle.getSymbolicName());
      return null;
    }
    try {
      RegisteredAgent registered =
          new RegisteredAgent(
              agent,
              properties(reference),
              bundle.getSymbolicName(),
              bundle.getVersion().toString(),
              bundle.getBundleId());
      daemon.registry().add(registered);
      LOG.info("agent {}: serves {}", registered, registered.description().types());
      return registered;
    } catch (IllegalArgumentException e) {
      LOG.error(
          "agent {} {}: cannot serve: {}",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          e.getMessage());
      context.ungetService(reference);
      return null;
    }
  }

  private static Map<String, Object> properties(ServiceReference<Agent> reference) {
    Map<String, Object> properties = new HashMap<>();
    for (String key : reference.getPropertyKeys()) {
      properties.put(key, reference.getProperty(key));
    }
    return properties;
  }

  @Override
  public void removedService(ServiceReference<Agent> reference, RegisteredAgent agent) {
    daemon.drain(agent, daemon.runs().grace());
    daemon.registry().remove(agent);
    agent.close();
    context.ungetService(reference);
    LOG.info("agent {}: is gone, {} are parked", agent, agent.description().types());
  }
}
