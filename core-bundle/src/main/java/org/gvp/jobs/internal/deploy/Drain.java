package org.gvp.jobs.internal.deploy;

import java.time.Duration;

/** Ends the work of an agent bundle. The daemon registers it as a service once it runs. */
@FunctionalInterface
public interface Drain {
  /**
   * Stops new claims for the bundle's agents and waits until nothing of it runs; after the grace it
   * interrupts what still runs and hands the jobs back. May be called by several threads at once,
   * for different bundles.
   *
   * @return whether everything came to its end within the grace
   */
  boolean drain(long bundleId, Duration grace);
}
