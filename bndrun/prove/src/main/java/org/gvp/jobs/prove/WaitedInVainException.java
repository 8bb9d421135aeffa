package org.gvp.jobs.prove;

/** Something did not happen in time; the message says what. */
public final class WaitedInVainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WaitedInVainException(String message, Throwable cause) {
    super(message, cause);
  }
}
