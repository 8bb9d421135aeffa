package org.gvp.jobs.platform.galnorth;

import java.time.Duration;

/**
 * The far side gave no answer that decides: no connection, no answer in time, or trouble of its
 * own. The effect is unknown; try again with the same key.
 */
public class PeerUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  /** With what happened, and when the far side wants to be asked again, or null. */
  public PeerUnavailableException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** With what happened and its cause. */
  public PeerUnavailableException(String message, Throwable cause) {
    super(message, cause);
    this.retryAfter = null;
  }

  /** When the far side wants to be asked again, or null if it did not say. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
