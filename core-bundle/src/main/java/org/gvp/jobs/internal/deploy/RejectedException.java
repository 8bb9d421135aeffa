package org.gvp.jobs.internal.deploy;

/** A jar does not pass a step of its deployment. */
final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  RejectedException(RejectCode code, String text, String fix) {
    super(code + ": " + text);
    this.rejection = new Rejection(code, text, fix);
  }

  Rejection rejection() {
    return rejection;
  }
}
