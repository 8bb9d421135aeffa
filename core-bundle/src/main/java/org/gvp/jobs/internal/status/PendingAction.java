package org.gvp.jobs.internal.status;

import java.time.Instant;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;

/**
 * An action of a run, with how it stood before.
 *
 * @param action the action
 * @param token the run's token
 * @param key what its outside effects are known by, or null for job and number
 * @param last what came of the attempt before
 */
public record PendingAction(JobAction action, int token, String key, Last last) {
  /**
   * What came of the attempt before.
   *
   * @param seq the number of its row, 0 if there is none
   * @param attempts how many times the action was handed to an agent before
   * @param generation grows with a redrive
   * @param checkpoint JSON text that it kept, or null
   * @param nextTry when the action is due again, or null for at once
   * @param due whether it was due when it was read
   * @param reason why it came to nothing, or null
   */
  public record Last(
      int seq,
      int attempts,
      int generation,
      String checkpoint,
      Instant nextTry,
      boolean due,
      String reason) {
    /** There was none. */
    static final Last NONE = new Last(0, 0, 1, null, null, true, null);

    private Last next(String newCheckpoint) {
      return new Last(seq + 1, attempts, generation, newCheckpoint, nextTry, due, reason);
    }
  }

  /** A job as its own single action, number 0, that was never performed. */
  static PendingAction single(Job job, int token) {
    JobAction action =
        new JobAction(
            job.id(),
            0,
            null,
            job.name(),
            job.mediaType(),
            job.referenceId(),
            ActionStatus.WAITING,
            null,
            null,
            0,
            job.parameters(),
            null);
    return new PendingAction(action, token, null, Last.NONE);
  }

  /** Whether it is to be performed: it has not ended, and is due. */
  public boolean isRunnable() {
    return !action.status().isEnded() && last.due();
  }

  /** How many times it was handed to an agent before. */
  public int attempts() {
    return last.attempts();
  }

  /** JSON text that the last attempt kept, or null. */
  public String checkpoint() {
    return last.checkpoint();
  }

  /** The key that its outside effects are known by; a redrive makes it another one. */
  public String idempotencyKey() {
    String own = key == null ? action.jobId() + ":" + action.actionNo() : key;
    return last.generation() == 1 ? own : own + "/" + last.generation();
  }

  /** It is done. */
  public ActionOutcome finished(Instant start, Instant end, String results) {
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
  public ActionOutcome failed(Instant start, Instant end, String code, String reason) {
    return outcome(
        ActionStatus.FAIL,
        start,
        end,
        action.numberOfRetries(),
        null,
        code,
        reason,
        null,
        checkpoint());
  }

  /** It failed, and is to be tried again. */
  public ActionOutcome error(
      Instant start, Instant end, Instant nextTry, String code, String reason) {
    return outcome(
        ActionStatus.ERROR,
        start,
        end,
        action.numberOfRetries() + 1,
        nextTry,
        code,
        reason,
        null,
        checkpoint());
  }

  /** It was put off or handed back: no failure. */
  public ActionOutcome waiting(
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
  public ActionOutcome started(Instant start, String reason, String results, String state) {
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
        last.seq() + 1,
        last.attempts() + 1,
        retries,
        last.generation(),
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
  public PendingAction next(String newCheckpoint) {
    return new PendingAction(action, token, key, last.next(newCheckpoint));
  }
}
