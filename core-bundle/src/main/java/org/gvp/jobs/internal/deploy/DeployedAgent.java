package org.gvp.jobs.internal.deploy;

import java.time.Instant;
import java.util.List;
import org.gvp.jobs.job.JobTypeKey;

/**
 * A file of the agents folder and what became of it.
 *
 * @param file the jar's name
 * @param symbolicName its symbolic name, or null if it could not be read
 * @param version its version, or null if it could not be read
 * @param types the job types that it declares
 * @param state how far it has come
 * @param since since when
 * @param bundleId the bundle that serves or drains, or -1
 * @param rejection why it does not serve; on a file that serves: why its newer content does not; or
 *     null
 */
public record DeployedAgent(
    String file,
    String symbolicName,
    String version,
    List<JobTypeKey> types,
    DeployState state,
    Instant since,
    long bundleId,
    Rejection rejection) {
  /** Keeps a copy of the types. */
  public DeployedAgent {
    types = List.copyOf(types);
  }

  static DeployedAgent seen(String file, Instant now) {
    return new DeployedAgent(file, null, null, List.of(), DeployState.SEEN, now, -1, null);
  }

  DeployedAgent with(AgentJar jar) {
    return new DeployedAgent(
        file,
        jar.symbolicName(),
        jar.version().toString(),
        jar.types(),
        state,
        since,
        bundleId,
        rejection);
  }

  DeployedAgent with(DeployState newState, Instant now, long bundle, Rejection why) {
    return new DeployedAgent(file, symbolicName, version, types, newState, now, bundle, why);
  }
}
