package org.gvp.jobs.internal.deploy;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that deploys, in the order of the events, and helpers for what takes long and
 * decides nothing. Trouble with one file never ends it.
 */
final class DeployThread implements AutoCloseable {
  /** Work that may be interrupted. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeployThread.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "gvp-jobs-deploy"));
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(work -> daemon(work, "gvp-jobs-retire"));

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Queues it; returns at once. After the end of the thread it does nothing. */
  void execute(String what, Work work) {
    later(Duration.ZERO, what, work);
  }

  void later(Duration delay, String what, Work work) {
    try {
      // The outcome is handled by guarded(): the future has nothing to say.
      @SuppressWarnings("unused")
      var future =
          thread.schedule(() -> guarded(what, work), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopped: {} is left", what);
    }
  }

  /** Queues it again and again, so long after each end of it. */
  void every(Duration pause, String what, Work work) {
    later(
        pause,
        what,
        () -> {
          try {
            work.run();
          } finally {
            every(pause, what, work);
          }
        });
  }

  /** Runs it beside the thread. */
  void beside(String what, Work work) {
    helpers.execute(() -> guarded(what, work));
  }

  private static void guarded(String what, Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.debug("stopped while it did: {}", what);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("{} failed; touch the file to try again", what, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    helpers.shutdown();
  }
}
