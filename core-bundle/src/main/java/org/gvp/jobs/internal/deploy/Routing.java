package org.gvp.jobs.internal.deploy;

import java.time.Duration;
import java.util.Optional;
import org.gvp.jobs.internal.agents.Experience;

/**
 * Which of the installed agent bundles are given jobs. The daemon registers it as a service once it
 * runs. Thread-safe.
 */
public interface Routing {
  /** Gives the bundle's agents no new jobs for now; what they run goes on. */
  void standBy(long bundleId);

  /** Gives the bundle's agents jobs again. */
  void serve(long bundleId);

  /**
   * Waits until nothing runs of a bundle that stands by; after the grace it interrupts what still
   * runs and hands the jobs back. May be called by several threads at once, for different bundles.
   *
   * @return whether everything came to its end within the grace
   */
  boolean empty(long bundleId, Duration grace);

  /** The same for a bundle that is about to go for good, which is given no more jobs. */
  boolean drain(long bundleId, Duration grace);

  /** How the runs of the bundle's agents have gone. */
  Experience experience(long bundleId);

  /** Why the daemon gives the bundle's agents no jobs although it would like to. */
  Optional<String> trouble(long bundleId);
}
