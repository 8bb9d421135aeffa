package org.gvp.jobs.web.http;

/** There is no such thing; the message says which, in words. */
public final class NotFound extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what there is not. */
  public NotFound(String message) {
    super(message);
  }
}
