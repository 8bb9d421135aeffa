package org.gvp.jobs.sandbox.galnorth;

/** GAL North does not do what it was asked. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;
  private final String field;

  /**
   * Made with what the contract says about it.
   *
   * @param status the HTTP status
   * @param error the code for programs
   * @param field the field, header or query parameter that it is about, or null
   * @param detail what is wrong, in words that name the culprit
   */
  Refusal(int status, String error, String field, String detail) {
    super(detail);
    this.status = status;
    this.error = error;
    this.field = field;
  }

  Answer answer() {
    return Answer.refused(status, error, field, getMessage());
  }
}
