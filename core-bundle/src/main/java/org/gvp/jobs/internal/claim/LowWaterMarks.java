package org.gvp.jobs.internal.claim;

import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.gvp.jobs.internal.status.Claim;
import org.gvp.jobs.internal.status.Claim.Due;

/**
 * Up to where the jobs of one type have been claimed, for each priority. What has been claimed
 * leaves dead rows behind, and while some other transaction is old they cannot be cleared away: a
 * claim that began at the beginning would read all of them. A job may come to stand behind its mark
 * all the same, committed late or due in the past, so the beginning is looked at as well, but for
 * no more than a hundredth of the time. Where a look took long, because the register stood still or
 * the machine was busy, the next one comes after a lease's length all the same. For one thread.
 */
final class LowWaterMarks {
  private static final int PRIORITIES = 10;
  private static final int PART_OF_THE_TIME = 100;
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(15);

  private final Due[] marks = new Due[PRIORITIES];
  private long nextLook = Long.MIN_VALUE;

  /** Whether the jobs behind the marks may be looked at now. */
  boolean mayLookBehind(long nanos) {
    return nextLook == Long.MIN_VALUE || nanos - nextLook >= 0;
  }

  /** They have been looked at. */
  void lookedBehind(long nanos, long took) {
    nextLook = nanos + Math.min(PART_OF_THE_TIME * took, LONGEST_PAUSE);
  }

  /** All jobs of that priority up to this one have been claimed. */
  void claimedUpTo(Due last) {
    marks[last.priority()] = last;
  }

  /** The job at the mark of each priority. */
  Claim.Marks marks() {
    Instant[] runAts =
        Arrays.stream(marks)
            .map(mark -> mark == null ? null : mark.runAt())
            .toArray(Instant[]::new);
    long[] ids = Arrays.stream(marks).mapToLong(mark -> mark == null ? 0 : mark.id()).toArray();
    return new Claim.Marks(runAts, ids);
  }

  /** No marks: what stands behind them. */
  static LowWaterMarks none() {
    return new LowWaterMarks();
  }
}
