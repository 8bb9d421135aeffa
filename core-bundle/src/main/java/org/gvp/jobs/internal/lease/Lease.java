package org.gvp.jobs.internal.lease;

/**
 * This daemon's liveness, as others of its parts need to know it.
 *
 * <p>Thread-safe.
 */
public interface Lease {
  /** The number of this start of the daemon, the owner of the jobs it runs. */
  int incarnation();

  /**
   * Whether work may be started: the lease holds, and holds for a while yet by this process's own
   * reckoning.
   */
  boolean mayStart();
}
