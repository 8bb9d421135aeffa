package org.gvp.jobs.web.view;

/** The register cannot answer; the message says why, without secrets. */
public final class RegisterDown extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean slow;

  RegisterDown(String message, boolean slow, Throwable cause) {
    super(message, cause);
    this.slow = slow;
  }

  /** Whether it was there, and only this question took too long. */
  public boolean isSlow() {
    return slow;
  }
}
