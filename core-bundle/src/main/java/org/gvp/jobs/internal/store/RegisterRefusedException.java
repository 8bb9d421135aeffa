package org.gvp.jobs.internal.store;

/**
 * The register cannot be used as things are, and waiting does not help: the message says what is
 * missing and what to do.
 */
public final class RegisterRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RegisterRefusedException(String message) {
    super(message);
  }
}
