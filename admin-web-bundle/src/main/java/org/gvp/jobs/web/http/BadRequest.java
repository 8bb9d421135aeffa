package org.gvp.jobs.web.http;

/** A request that names something that cannot be; the message says what is allowed. */
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String parameter;

  /** With the parameter that is wrong, and what is wrong with it. */
  public BadRequest(String parameter, String message) {
    super(message);
    this.parameter = parameter;
  }

  /** The parameter that is wrong. */
  public String parameter() {
    return parameter;
  }
}
