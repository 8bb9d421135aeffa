package org.gvp.jobs.web.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.web.view.Check.Level;

/** Agents that serve in different versions on different daemons. */
public final class Drift {
  private static final String PAGE = "/agents";
  private static final String CURE =
      "Copy one version's jar into the agents folders of all daemons, or go back to the older one"
          + " everywhere: select gvp_jobs.rollback_agent('<symbolic name>')";

  private Drift() {}

  /** One check for each agent that does. */
  public static List<Check> of(List<AgentRow> agents) {
    Map<String, Map<String, TreeSet<String>>> nodes = new TreeMap<>();
    for (AgentRow agent : agents) {
      if (agent.serves() && agent.symbolicName() != null && agent.version() != null) {
        nodes
            .computeIfAbsent(agent.symbolicName(), name -> new TreeMap<>())
            .computeIfAbsent(agent.version(), version -> new TreeSet<>())
            .add(agent.node());
      }
    }
    List<Check> checks = new ArrayList<>();
    nodes.forEach(
        (name, versions) -> {
          if (versions.size() > 1) {
            checks.add(new Check(Level.ATTENTION, name + " serves " + words(versions), CURE, PAGE));
          }
        });
    return checks;
  }

  private static String words(Map<String, TreeSet<String>> versions) {
    return versions.entrySet().stream()
        .map(each -> "in version " + each.getKey() + " on " + String.join(", ", each.getValue()))
        .collect(Collectors.joining("; "));
  }
}
