package org.gvp.jobs.sandbox.store;

/** The database is not one that the sandbox may write to. */
public class SandboxRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was found there and what to do. */
  public SandboxRefusedException(String message) {
    super(message);
  }
}
