package org.gvp.jobs.internal.testsupport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that other threads do, with a bound. */
public final class Await {
  private static final Duration MOST = Duration.ofSeconds(60);

  private Await() {}

  /** A condition that may fail to be evaluated. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds. */
    boolean holds() throws Exception;
  }

  /** Waits until the condition holds; says what it waited for if it never does. */
  public static void until(Supplier<String> what, Condition condition) {
    long deadline = System.nanoTime() + MOST.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + MOST.toSeconds() + " s in vain for: " + what.get());
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      throw new AssertionError("could not look", e);
    }
  }
}
