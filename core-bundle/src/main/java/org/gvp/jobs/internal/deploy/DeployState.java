package org.gvp.jobs.internal.deploy;

/** How far a file of the agents folder has come. Ops read these words. */
public enum DeployState {
  /** It is there; its copying may not have ended. */
  SEEN,
  /** It is whole, and its manifest is that of an agent. */
  VERIFIED,
  /** Everything that it needs is in the daemon. */
  RESOLVED,
  /** It runs; its job types are not all there yet. */
  STARTED,
  /** It runs, and waits for a configuration or a service. It begins to serve by itself. */
  NOT_CONFIGURED,
  /** It serves; the version before it is kept until it has proven itself. */
  PROBATION,
  /** All of its job types are served. */
  SERVING,
  /** It is given no jobs: the version after it is on probation, or an operator wants it so. */
  STANDBY,
  /** It takes no new jobs; those that it runs come to their end. */
  DRAINING,
  /** It is gone. */
  RETIRED,
  /** It is gone, but something holds its classes in memory. */
  LEAKING,
  /** It does not serve; code, cause and cure say why. */
  REJECTED;

  /** Whether it is given jobs. */
  boolean serves() {
    return this == SERVING || this == PROBATION;
  }
}
