package org.gvp.jobs.query;

/**
 * What became of a job's actions so far.
 *
 * @param total how many there are
 * @param finished how many are done
 * @param failed how many failed for good
 * @param error how many failed and will be tried again
 */
public record ActionCounts(int total, int finished, int failed, int error) {
  /** How many have not been performed, or were put off. */
  public int waiting() {
    return total - finished - failed - error;
  }
}
