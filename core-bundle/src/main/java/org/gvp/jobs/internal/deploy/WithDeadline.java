package org.gvp.jobs.internal.deploy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs foreign code on a thread of its own, so that code that hangs holds up nobody else. */
final class WithDeadline {
  /** The code did not come to an end. */
  static final class Hung extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CompletableFuture<?> end;

    private Hung(String where, CompletableFuture<?> end) {
      super(where);
      this.end = end;
    }

    /** Runs once the code has come to an end after all. */
    void whenOver(Runnable cleanUp) {
      // What comes after the end has nobody to report to.
      @SuppressWarnings("unused")
      var unused = end.whenComplete((value, failure) -> cleanUp.run());
    }
  }

  private WithDeadline() {}

  /**
   * Runs it.
   *
   * @throws Hung with the place where it hangs; its thread has been interrupted
   * @throws ExecutionException with what it threw
   */
  static <T> T call(String name, Duration deadline, Callable<T> code)
      throws Hung, ExecutionException, InterruptedException {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(end, code), name);
    thread.setDaemon(true);
    thread.start();
    try {
      return end.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      Hung hung = new Hung(where(thread), end);
      thread.interrupt();
      throw hung;
    }
  }

  // Whatever foreign code throws, errors too, is the caller's to report.
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static <T> void complete(CompletableFuture<T> end, Callable<T> code) {
    try {
      end.complete(code.call());
    } catch (Throwable t) {
      end.completeExceptionally(t);
    }
  }

  private static String where(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      String type = frame.getClassName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
        return frame.toString();
      }
    }
    return "an unknown place";
  }
}
