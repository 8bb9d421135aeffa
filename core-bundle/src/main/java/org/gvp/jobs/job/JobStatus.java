package org.gvp.jobs.job;

import java.util.Arrays;

/**
 * What a job is doing. The words are the same in the database, in the API and on the page: see
 * {@link #label()}. Who may move a job from one status to another: {@link JobTransition}.
 */
public enum JobStatus {
  /**
   * Its actions are being listed: by its type's agent, in a leased run, or by a producer over
   * several transactions. Left by publishing, or by failing to list them.
   */
  CREATING("Creating"),
  /** Ready to run once its time has come and an agent of its type is deployed. */
  WAITING("Waiting"),
  /** Leased by one daemon, which alone may write to it, under the current token. */
  STARTED("Started"),
  /** Halted by an operator; stays so until it is resumed. */
  STOPPED("Stopped"),
  /** The last run did not come through; another is due. */
  ERROR("Error"),
  /** Ended: every action is done, or the agent is best effort and the failed ones are counted. */
  FINISHED("Finished"),
  /** Ended without success: an action failed for good, or no run could come through. */
  FAIL("Fail");

  private final String label;

  JobStatus(String label) {
    this.label = label;
  }

  /** The word for this status in the database, in the API and on the page. */
  public String label() {
    return label;
  }

  /** Whether a job in this status has ended: it keeps its history and never runs by itself. */
  public boolean isEnded() {
    return this == FINISHED || this == FAIL;
  }

  /**
   * The status with that label.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static JobStatus of(String label) {
    return Arrays.stream(values())
        .filter(status -> status.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no job status '"
                        + label
                        + "'; there are "
                        + Arrays.stream(values()).map(JobStatus::label).toList()));
  }

  @Override
  public String toString() {
    return label;
  }
}
