package org.gvp.jobs.internal.run;

/**
 * Why a run ends although actions are left.
 *
 * @param kind the kind of end
 * @param reason in words
 */
record Ending(Kind kind, String reason) {
  enum Kind {
    /** Nothing is left that is due. */
    THROUGH,
    /** An operator stopped the job. */
    STOP,
    /** The agent goes, the daemon stops, or the lease is at risk. */
    HAND_BACK,
    /** The run has performed as many actions as a run may. */
    LIMIT
  }

  static final Ending THROUGH = new Ending(Kind.THROUGH, null);
}
