package org.gvp.jobs.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Shows what the daemons said last when a test fails: their homes are gone afterwards. */
public final class LogOnFailure
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    show(context, thrown);
    throw thrown;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    show(context, thrown);
    throw thrown;
  }

  private static void show(ExtensionContext context, Throwable thrown) {
    if (!(thrown instanceof TestAbortedException)) {
      System.out.println("FAILED: " + context.getDisplayName() + ": " + thrown);
      Daemon.open().forEach(daemon -> System.out.println(daemon.tail()));
    }
  }
}
