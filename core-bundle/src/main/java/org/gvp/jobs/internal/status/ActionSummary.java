package org.gvp.jobs.internal.status;

import java.time.Instant;
import org.gvp.jobs.job.ActionStatus;

/**
 * How all actions of a job stand.
 *
 * @param total how many there are
 * @param failed how many failed for good
 * @param error how many are to be tried again
 * @param nextRetry the earliest of those tries, or null
 * @param waiting how many have not been performed, or were put off
 * @param nextLater the earliest time to which one was put off, or null if one is due at once
 * @param frontier all actions up to this number have ended
 * @param failedBefore how many of those failed for good
 * @param trouble the first action that did not come through, in words, or null
 */
public record ActionSummary(
    int total,
    int failed,
    int error,
    Instant nextRetry,
    int waiting,
    Instant nextLater,
    int frontier,
    int failedBefore,
    String trouble) {

  /** Of a job that is its own single action. */
  public static ActionSummary single(ActionStatus status, Instant nextTry, String reason) {
    return switch (status) {
      case FINISHED -> new ActionSummary(1, 0, 0, null, 0, null, 0, 0, null);
      case FAIL -> new ActionSummary(1, 1, 0, null, 0, null, 0, 0, reason);
      case ERROR -> new ActionSummary(1, 0, 1, nextTry, 0, null, 0, 0, reason);
      default -> new ActionSummary(1, 0, 0, null, 1, nextTry, 0, 0, null);
    };
  }
}
