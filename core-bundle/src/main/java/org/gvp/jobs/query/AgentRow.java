package org.gvp.jobs.query;

import java.time.Instant;
import java.util.List;

/**
 * An agent bundle on a daemon.
 *
 * @param node the daemon's name
 * @param file the jar's file name in the daemon's agents folder
 * @param symbolicName its symbolic name, or null if it could not be read
 * @param version its version, or null if it could not be read
 * @param state SERVING, PROBATION, STANDBY, DRAINING, REJECTED, …: a word of the deployer's
 * @param code why it was rejected, a code; or null
 * @param reason why it was rejected, in words, with what to do; or null
 * @param types the types it serves, as people read them
 * @param since since when it has been in that state
 */
public record AgentRow(
    String node,
    String file,
    String symbolicName,
    String version,
    String state,
    String code,
    String reason,
    List<String> types,
    Instant since) {
  /** Keeps a copy of the types. */
  public AgentRow {
    types = List.copyOf(types);
  }

  /** Whether it is given jobs. */
  public boolean serves() {
    return state.equals("SERVING") || state.equals("PROBATION");
  }
}
