package org.gvp.jobs.internal.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.agents.RegisteredAgent.State;
import org.gvp.jobs.internal.deploy.DeployedAgent;
import org.gvp.jobs.internal.deploy.Rejection;

/** What this daemon has in its agents folder, as the register is told. Pure functions. */
final class NodeAgents {
  private NodeAgents() {}

  static List<NodeAgent> of(List<DeployedAgent> deployed, List<RegisteredAgent> registered) {
    List<NodeAgent> all = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (DeployedAgent file : deployed) {
      seen.add(file.bundleId());
      all.add(
          registered.stream()
              .filter(agent -> agent.bundleId() == file.bundleId())
              .filter(agent -> agent.state() != State.STANDBY) // the deployer says why
              .filter(agent -> agent.state() != State.SERVING || agent.trouble() != null)
              .findFirst()
              .map(agent -> troubled(file, agent))
              .orElseGet(() -> of(file)));
    }
    registered.stream()
        .filter(agent -> !seen.contains(agent.bundleId()))
        .forEach(agent -> all.add(notFromTheFolder(agent)));
    return all;
  }

  private static NodeAgent of(DeployedAgent file) {
    Rejection rejection = file.rejection();
    return new NodeAgent(
        file.file(),
        file.symbolicName(),
        file.version(),
        file.state().name(),
        rejection == null || rejection.code() == null ? null : rejection.code().name(),
        rejection == null ? null : rejection.text() + ". " + rejection.fix(),
        file.types(),
        file.since());
  }

  private static NodeAgent troubled(DeployedAgent file, RegisteredAgent agent) {
    return new NodeAgent(
        file.file(),
        file.symbolicName(),
        file.version(),
        agent.state().name(),
        code(agent),
        reason(agent),
        file.types(),
        file.since());
  }

  private static String code(RegisteredAgent agent) {
    if (agent.trouble() == null) {
      return null;
    }
    return agent.state() == State.BROKEN ? "LINKAGE_ERROR" : "HUNG_THREADS";
  }

  private static String reason(RegisteredAgent agent) {
    if (agent.trouble() == null) {
      return null;
    }
    return agent.state() == State.BROKEN
        ? "Its classes do not link: " + agent.trouble() + ". Deploy a good version."
        : agent.trouble()
            + (agent.state() == State.HUNG ? ", so it gets no more jobs on this daemon" : "")
            + ". The log says where; deploy a version that honours interrupts, and restart the"
            + " daemon to be rid of them.";
  }

  /** Of one that is on its way out there may be several: each has a name of its own. */
  private static NodeAgent notFromTheFolder(RegisteredAgent agent) {
    return new NodeAgent(
        agent.symbolicName() + " (bundle " + agent.bundleId() + ")",
        agent.symbolicName(),
        agent.version(),
        agent.state().name(),
        code(agent),
        reason(agent),
        agent.description().types(),
        Instant.EPOCH);
  }
}
