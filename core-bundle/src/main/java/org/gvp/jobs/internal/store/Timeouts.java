package org.gvp.jobs.internal.store;

import java.time.Duration;

/**
 * How long the register is waited for before it counts as out of reach. A network that drops
 * packets without a word shows by nothing else.
 *
 * @param connection for a connection, in line for a pool's or for a new one
 * @param lease for an answer about the lease, well below the lease's margin
 * @param quick for an answer to the heartbeat, a claim or a page of the web
 * @param slow for an answer to what may take a while, such as the end of a job with a million
 *     actions
 */
public record Timeouts(Duration connection, Duration lease, Duration quick, Duration slow) {
  /** All together let a daemon be back at work 30 s after its register is. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(25));
}
