package org.gvp.jobs.testkit;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The threads that came to be since this was made, and what they died of. */
final class AgentThreads implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Beginnings of the names of threads that the JDK and the driver share among all. */
  private static final Set<String> SHARED =
      Set.of("Common-Cleaner", "ForkJoinPool.commonPool", "PostgreSQL-JDBC-Cleaner", "process");

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();
  private final ConcurrentLinkedQueue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final Thread.UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();

  AgentThreads() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
  }

  /** What ended a thread and was caught by nobody; null if there is nothing. */
  Throwable uncaught() {
    return uncaught.peek();
  }

  /**
   * Waits until the new threads have ended, and answers those that have not. Some end only when
   * nobody holds what they work for: a {@link java.net.http.HttpClient}'s, for one.
   */
  Set<Thread> left(Duration patience) {
    long start = System.nanoTime();
    Set<Thread> left = alive();
    while (!left.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      System.gc();
      LockSupport.parkNanos(PAUSE_NANOS);
      left = alive();
    }
    return left;
  }

  private Set<Thread> alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .filter(thread -> SHARED.stream().noneMatch(thread.getName()::startsWith))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }
}
