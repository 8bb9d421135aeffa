package org.gvp.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.prove.AgentJar;

/** Agents that differ from another one by their version alone. */
final class AgentVersions {
  private static final AtomicInteger LAST = new AtomicInteger();

  private AgentVersions() {}

  /** Writes an agent again, with a version higher than any that was written before. */
  static void writeNext(Path agent, Path target) throws IOException {
    AgentJar.write(agent, next(AgentJar.version(agent)), target);
  }

  /**
   * A qualifier is there already when the build is a snapshot; it is made longer, so it is higher.
   */
  private static String next(String version) {
    String base = version.replaceFirst("[._]r[0-9]+$", "");
    boolean qualified = base.split("[.]").length > 3;
    return base + (qualified ? "_" : ".") + "r%06d".formatted(LAST.incrementAndGet());
  }
}
