package org.gvp.jobs.job;

import java.util.Arrays;

/**
 * What an action of a job is doing. The words are those of {@link JobStatus}, as far as an action
 * can be in that state.
 */
public enum ActionStatus {
  /** Not performed yet, or put off by its agent: not an attempt that failed. */
  WAITING("Waiting"),
  /** Handed to the agent by the daemon that holds the job. */
  STARTED("Started"),
  /** The last attempt failed; another is due. */
  ERROR("Error"),
  /** Its job is stopped; derived from the job, never stored. */
  STOPPED("Stopped"),
  /** Done. A finished action is never performed again. */
  FINISHED("Finished"),
  /** Failed for good: refused by the agent, or its retries are used up. */
  FAIL("Fail");

  private final String label;

  ActionStatus(String label) {
    this.label = label;
  }

  /** The word for this status in the database, in the API and on the page. */
  public String label() {
    return label;
  }

  /** Whether an action in this status will not be performed again by itself. */
  public boolean isEnded() {
    return this == FINISHED || this == FAIL;
  }

  /**
   * The status with that label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ActionStatus of(String label) {
    return Arrays.stream(values())
        .filter(status -> status.label.equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no action status '" + label + "'"));
  }

  @Override
  public String toString() {
    return label;
  }
}
