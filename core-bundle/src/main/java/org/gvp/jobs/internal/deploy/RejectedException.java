package org.gvp.jobs.internal.deploy;

/** A jar does not pass a step of its deployment. */
final class RejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Rejection rejection;

  RejectedException(RejectCode code, String text, String fix) {
    this(new Rejection(code, text, fix));
  }

  RejectedException(Rejection rejection) {
    super(rejection.code() + ": " + rejection.text());
    this.rejection = rejection;
  }

  Rejection rejection() {
    return rejection;
  }
}
