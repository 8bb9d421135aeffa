package org.gvp.jobs.prove;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do, with a bound. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /**
   * Waits until the condition holds, and answers how long that took. An exception means: not yet.
   *
   * @throws WaitedInVainException if it does not hold in time
   */
  public static Duration until(String what, Duration most, Callable<Boolean> condition) {
    long start = System.nanoTime();
    Exception last = null;
    while (true) {
      try {
        if (condition.call()) {
          return since(start);
        }
        last = null;
      } catch (Exception e) {
        last = e;
      }
      if (since(start).compareTo(most) > 0) {
        throw new WaitedInVainException("waited " + most.toSeconds() + " s in vain: " + what, last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** How long ago that reading of the monotonic clock was. */
  public static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
