package org.gvp.jobs.launcher;

import java.util.List;
import java.util.Map;
import org.gvp.jobs.launcher.Settings.Agents;

/** Reads what the environment says of the agents' jars; this much is read without a register. */
final class AgentsReader {
  private final Map<String, String> environment;
  private final List<String> problems;

  private AgentsReader(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** The settings; what is wrong with them is added to the problems. */
  static Agents read(Map<String, String> environment, List<String> problems) {
    AgentsReader reader = new AgentsReader(environment, problems);
    return new Agents(reader.oneOf(Variable.AGENT_FOLDER, "private", "shared").equals("shared"));
  }

  /** One of the words, the first of which is meant where nothing is said. */
  private String oneOf(Variable variable, String... words) {
    String value = environment.getOrDefault(variable.variable(), "").strip();
    if (value.isEmpty()) {
      return words[0];
    } else if (List.of(words).contains(value)) {
      return value;
    }
    problems.add(
        variable.variable()
            + " is '"
            + value
            + "', but must be one of "
            + String.join(", ", words));
    return words[0];
  }
}
