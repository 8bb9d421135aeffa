package org.gvp.jobs.itest.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what other threads do, with a bound. */
public final class Await {
  private static final Duration MOST = Duration.ofSeconds(60);

  private Await() {}

  /** Waits until the value is as wanted, 20 s at most; says what it was if it never gets there. */
  public static <T> T until(String what, Callable<T> value, Predicate<T> wanted) {
    return within(MOST, what, value, wanted);
  }

  /** Waits until the value is as wanted; says what it was if it never gets there in time. */
  public static <T> T within(Duration most, String what, Callable<T> value, Predicate<T> wanted) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      T now = call(value);
      if (wanted.test(now)) {
        return now;
      } else if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "waited " + most.toMillis() + " ms in vain for: " + what + "; it was: " + now);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  /** Watches for that long that the value stays as it should. */
  public static <T> void stays(
      Duration period, String what, Callable<T> value, Predicate<T> wanted) {
    long end = System.nanoTime() + period.toNanos();
    while (System.nanoTime() < end) {
      T now = call(value);
      if (!wanted.test(now)) {
        throw new AssertionError("did not stay: " + what + "; it was: " + now);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static <T> T call(Callable<T> value) {
    try {
      return value.call();
    } catch (Exception e) {
      throw new AssertionError("could not look", e);
    }
  }
}
