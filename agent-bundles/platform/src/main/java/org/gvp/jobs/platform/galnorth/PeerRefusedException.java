package org.gvp.jobs.platform.galnorth;

/** The far side refused a request for good: the same request would be refused again. */
public class PeerRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  /** With the far side's code and what it said. */
  public PeerRefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The far side's code, for counting: {@code stale-run}, say. */
  public String code() {
    return code;
  }
}
