package org.gvp.jobs.query;

/** The register could not be reached, or did not answer in time. */
public class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what was asked and why it failed. */
  public QueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
