package org.gvp.jobs.internal.lease;

/**
 * A daemon was lost while it performed an action of a suspect alone: most likely the action's
 * doing.
 *
 * @param actionNo the action; 0 for the job itself, or the listing of its actions
 * @param label the action's label, or null
 * @param count how many times in a row that has happened to the job, this one included
 * @param lost the daemon, in words
 */
record SuspectCrash(int actionNo, String label, int count, String lost) {
  /** Which crash in a row makes the job fail. */
  static final int LAST = 3;

  /** The code of a job that fails for it. */
  static final String CODE = "POISON";

  boolean isPoison() {
    return count >= LAST;
  }

  /** What happened, for the job's history. */
  String reason() {
    return lost + " was lost while it performed " + what() + ", crash " + count + " of " + LAST;
  }

  /** Why the job fails and what to do. */
  String verdict(long jobId) {
    return "each time "
        + what()
        + " was performed its daemon was lost, "
        + count
        + " times in a row, at last "
        + lost
        + ": look in that daemon's log and the system's for what ended it (out of memory,"
        + " System.exit, a crash of the JVM), mend the agent or the data, then redrive_job("
        + jobId
        + ")";
  }

  private String what() {
    if (actionNo == 0) {
      return "the job";
    }
    return "action #" + actionNo + (label == null ? "" : " " + label);
  }
}
