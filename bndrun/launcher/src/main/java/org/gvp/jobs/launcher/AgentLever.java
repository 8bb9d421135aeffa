package org.gvp.jobs.launcher;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The levers for agents, as the SQL that pulls them. */
final class AgentLever {
  private static final Set<String> LEVERS = new TreeSet<>(Set.of("rollback", "drain", "retry"));

  private AgentLever() {}

  /**
   * The statement for what was typed behind the command.
   *
   * @param words the lever, the agent's symbolic name, and options
   */
  static String statement(List<String> words) {
    if (words.size() < 2 || !LEVERS.contains(words.get(0))) {
      throw new UsageException(
          "agents needs one of "
              + String.join(", ", LEVERS)
              + " and the agent's symbolic name: agents rollback com.acme.invoice [--node <node>]"
              + " [--reason \"...\"]");
    }
    StringBuilder sql = new StringBuilder("select gvp_jobs.");
    sql.append(words.get(0)).append("_agent(").append(literal(words.get(1)));
    Iterator<String> options = words.subList(2, words.size()).iterator();
    while (options.hasNext()) {
      sql.append(option(options.next(), options));
    }
    return sql.append(") as daemons_told").toString();
  }

  private static String option(String name, Iterator<String> values) {
    if (!name.equals("--node") && !name.equals("--reason")) {
      throw new UsageException("'" + name + "' is no option; there are --node and --reason");
    } else if (!values.hasNext()) {
      throw new UsageException(name + " needs a value");
    }
    return ", " + name.substring(2) + " => " + literal(values.next());
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
