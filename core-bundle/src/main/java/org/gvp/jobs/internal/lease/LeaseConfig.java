package org.gvp.jobs.internal.lease;

import java.time.Duration;

/**
 * How long a daemon is taken for alive.
 *
 * @param duration from each renewal on
 * @param renewal pause between renewals
 * @param margin no new work in this last part of the lease
 */
public record LeaseConfig(Duration duration, Duration renewal, Duration margin) {
  /** 15 s, renewed every 5 s, nothing new in the last 5 s. */
  public static final LeaseConfig DEFAULT =
      new LeaseConfig(Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5));
}
