package org.gvp.jobs.postgres;

/** The embedded PostgreSQL cannot be had; the message says why and what to do. */
public class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what happened, to what, and what to do. */
  public EmbeddedServerException(String message) {
    super(message);
  }

  /** With what happened, to what, and what to do. */
  public EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
