package org.gvp.jobs.internal.daemon;

import java.time.Duration;
import org.gvp.jobs.internal.lease.LeaseConfig;
import org.gvp.jobs.internal.run.RunConfig;
import org.gvp.jobs.internal.store.SchemaConfig;
import org.gvp.jobs.internal.store.Timeouts;

/**
 * How this daemon works.
 *
 * @param node its name, the same over all of its starts
 * @param version its version
 * @param paused whether it starts without claiming jobs
 * @param poll pause between two heartbeats
 * @param lease its liveness
 * @param run how long agents may take
 * @param timeouts how long the register is waited for
 * @param schema how the register is set up and reached
 */
public record DaemonConfig(
    String node,
    String version,
    boolean paused,
    Duration poll,
    LeaseConfig lease,
    RunConfig run,
    Timeouts timeouts,
    SchemaConfig schema) {

  /** The defaults of a daemon of that name. */
  public static DaemonConfig of(String node, String version) {
    return new DaemonConfig(
        node,
        version,
        false,
        Duration.ofSeconds(1),
        LeaseConfig.DEFAULT,
        RunConfig.DEFAULT,
        Timeouts.DEFAULT,
        SchemaConfig.DEFAULT);
  }

  /** This configuration, without claiming jobs. */
  public DaemonConfig startedPaused() {
    return new DaemonConfig(node, version, true, poll, lease, run, timeouts, schema);
  }

  /** This configuration, on such a register. */
  public DaemonConfig on(SchemaConfig other) {
    return new DaemonConfig(node, version, paused, poll, lease, run, timeouts, other);
  }
}
