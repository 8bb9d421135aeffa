package org.gvp.jobs.register;

/** The register could not be reached; whether the job exists is not known. */
public class JobRegisterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was tried and why it failed. */
  public JobRegisterException(String message, Throwable cause) {
    super(message, cause);
  }
}
