package org.gvp.jobs.internal.heartbeat;

import org.gvp.jobs.internal.claim.JobClaimer;

/**
 * How many jobs of an agent may be held here at once. Enough to keep its threads busy until the
 * next look, and no more: what is held here waits here although another daemon may be free. It
 * doubles while the agent gets through half of it between two looks, and halves while it does not.
 */
final class Prefetch {
  private static final int MOST = 2_000;

  private final int concurrency;
  private final int least;
  private int size;
  private boolean full;

  Prefetch(int concurrency) {
    this.concurrency = concurrency;
    this.least = 2 * concurrency;
    this.size = least;
  }

  /** How many to claim now, given how many are held. */
  int room(int held) {
    if (full && held <= size / 2) {
      size = Math.min(MOST, size * 2);
    } else if (held > size / 2) {
      size = Math.max(least, Math.min(size, held));
    }
    return Math.max(0, Math.min(JobClaimer.MOST, size - held));
  }

  /**
   * How many to claim of jobs that have just become due: no more than can begin at once, for all
   * daemons have been told of them, and another one may be idle.
   */
  int roomAtOnce(int held) {
    return Math.max(0, concurrency - held);
  }

  /** Whether a claim left some that are due. */
  void claimed(boolean more) {
    full = more;
  }

  /** Whether there was more than could be claimed, and room has been made by half since. */
  boolean hungry(int held) {
    return full && held <= size / 2;
  }
}
