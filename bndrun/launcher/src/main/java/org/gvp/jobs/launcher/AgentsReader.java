package org.gvp.jobs.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
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
    String signatures = reader.oneOf(Variable.AGENT_SIGNATURES, "off", "warn", "require");
    return new Agents(
        reader.oneOf(Variable.AGENT_FOLDER, "private", "shared").equals("shared"),
        signatures,
        reader.trust(!signatures.equals("off")),
        Variable.AGENT_TRUST_PASSWORD.in(environment));
  }

  private Path trust(boolean needed) {
    String value = Variable.AGENT_TRUST.in(environment);
    if (value == null) {
      if (needed) {
        problems.add(
            Variable.AGENT_TRUST.variable()
                + " is not set, but "
                + Variable.AGENT_SIGNATURES.variable()
                + " asks for signatures: give the file of the certificates of those who may sign");
      }
      return null;
    }
    Path file = Path.of(value).toAbsolutePath().normalize();
    if (!Files.isReadable(file)) {
      problems.add(
          Variable.AGENT_TRUST.variable()
              + " is '"
              + value
              + "', but must be a file that the daemon can read");
    }
    return needed ? file : null;
  }

  /** One of the words, the first of which is meant where nothing is said. */
  private String oneOf(Variable variable, String... words) {
    String value = variable.in(environment);
    if (value == null) {
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
