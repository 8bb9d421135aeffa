package org.gvp.jobs.internal.claim;

import java.util.List;
import org.gvp.jobs.internal.status.Claim.Due;

/**
 * How many jobs of one type each priority may have in a claim: the most urgent as many as there
 * are, but a tenth of all for every lower one that has jobs due. What is less than a whole job is
 * owed, and carried over to the next claim. For one thread.
 */
final class PriorityShares {
  private static final int PRIORITIES = 10;
  private static final int MOST_OWED = 100;

  private final int[] owed = new int[PRIORITIES]; // in tenths of a job
  private final int[] taken = new int[PRIORITIES];
  private final boolean[] lower = new boolean[PRIORITIES];
  private int total;
  private int want;

  /** A claim begins, of so many jobs; these priorities have jobs due, the most urgent first. */
  void begin(List<Due> due, int most) {
    want = most;
    total = 0;
    for (int priority = 0; priority < PRIORITIES; priority++) {
      taken[priority] = 0;
      lower[priority] = false;
    }
    due.stream().skip(1).forEach(d -> lower[d.priority()] = true);
    for (int priority = 0; priority < PRIORITIES; priority++) {
      owed[priority] = lower[priority] ? owed[priority] : 0;
    }
  }

  /** How many that priority may have now: all that is left but what is kept for lower ones. */
  int of(int priority) {
    int kept = 0;
    for (int less = priority + 1; less < PRIORITIES; less++) {
      kept += lower[less] ? (owed[less] + want) / 10 : 0;
    }
    return Math.max(0, want - total - kept);
  }

  /** So many of that priority have been claimed. */
  void claimed(int priority, int jobs) {
    taken[priority] = jobs;
    total += jobs;
  }

  /** The claim is over. */
  void end() {
    for (int priority = 0; priority < PRIORITIES; priority++) {
      if (lower[priority]) {
        int now = owed[priority] + total - 10 * taken[priority];
        owed[priority] = Math.min(MOST_OWED, Math.max(0, now));
      }
    }
  }
}
