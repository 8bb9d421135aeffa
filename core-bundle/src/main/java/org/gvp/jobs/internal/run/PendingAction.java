package org.gvp.jobs.internal.run;

import java.time.Instant;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobAction;

/**
 * An action that a run has handed out, with how it stood before.
 *
 * @param action the action
 * @param token the run's token
 * @param seq the number of its last result row, 0 if there is none
 * @param attempts how many times it was handed to an agent before
 * @param generation grows with a redrive
 * @param key what its outside effects are known by, or null for job and number
 * @param checkpoint JSON text that the last attempt kept, or null
 */
record PendingAction(
    JobAction action,
    int token,
    int seq,
    int attempts,
    int generation,
    String key,
    String checkpoint) {

  /** The key that its outside effects are known by; a redrive makes it another one. */
  String idempotencyKey() {
    String own = key == null ? action.jobId() + ":" + action.actionNo() : key;
    return generation == 1 ? own : own + "/" + generation;
  }

  /** It is done. */
  ActionOutcome finished(Instant start, Instant end, String results) {
    return outcome(
        ActionStatus.FINISHED,
        start,
        end,
        action.numberOfRetries(),
        null,
        null,
        null,
        results,
        null);
  }

  /** It failed for good. */
  ActionOutcome failed(Instant start, Instant end, String code, String reason) {
    return outcome(
        ActionStatus.FAIL,
        start,
        end,
        action.numberOfRetries(),
        null,
        code,
        reason,
        null,
        checkpoint);
  }

  /** It failed, and is to be tried again. */
  ActionOutcome error(Instant start, Instant end, Instant nextTry, String code, String reason) {
    return outcome(
        ActionStatus.ERROR,
        start,
        end,
        action.numberOfRetries() + 1,
        nextTry,
        code,
        reason,
        null,
        checkpoint);
  }

  /** It was put off or handed back: no failure. */
  ActionOutcome waiting(
      Instant start, Instant end, Instant nextTry, String code, String reason, String state) {
    return outcome(
        ActionStatus.WAITING,
        start,
        end,
        action.numberOfRetries(),
        nextTry,
        code,
        reason,
        null,
        state);
  }

  /** It is being performed and has something to tell. */
  ActionOutcome started(Instant start, String reason, String results, String state) {
    return outcome(
        ActionStatus.STARTED,
        start,
        null,
        action.numberOfRetries(),
        null,
        null,
        reason,
        results,
        state);
  }

  private ActionOutcome outcome(
      ActionStatus status,
      Instant start,
      Instant end,
      int retries,
      Instant nextTry,
      String code,
      String reason,
      String results,
      String state) {
    return new ActionOutcome(
        action.jobId(),
        action.actionNo(),
        seq + 1,
        attempts + 1,
        retries,
        generation,
        token,
        status,
        start,
        end,
        nextTry,
        code,
        reason,
        results,
        state);
  }

  /** This action behind one more result row. */
  PendingAction next(String newCheckpoint) {
    return new PendingAction(action, token, seq + 1, attempts, generation, key, newCheckpoint);
  }
}
