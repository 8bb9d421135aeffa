package org.gvp.jobs.internal.status;

import java.time.Instant;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.job.ActionStatus;

/**
 * How an action stands after an attempt: a row of its results.
 *
 * @param jobId the job
 * @param actionNo the action
 * @param seq the row's number, one more than that of the row before
 * @param attempt how many times it was handed to an agent
 * @param retries how many times it was tried again after a failure, the one now due included
 * @param generation grows with a redrive
 * @param token the run's token
 * @param status how it stands
 * @param startDate when the attempt started
 * @param endDate when it ended, or null
 * @param nextTry when it is due again, or null
 * @param code a short code of what went wrong, or null
 * @param reason what happened, or null
 * @param results JSON text, or null
 * @param checkpoint JSON text, or null
 */
public record ActionOutcome(
    long jobId,
    int actionNo,
    int seq,
    int attempt,
    int retries,
    int generation,
    int token,
    ActionStatus status,
    Instant startDate,
    Instant endDate,
    Instant nextTry,
    String code,
    String reason,
    String results,
    String checkpoint) {

  /** Makes what agents say fit for the register, on the thread of the agent that says it. */
  public ActionOutcome {
    code = SafeJson.code(code);
    reason = SafeJson.reason(reason);
    results = SafeJson.result(results);
    checkpoint = SafeJson.result(checkpoint);
  }

  /** This outcome without the values that the database may have refused. */
  public ActionOutcome bare() {
    return new ActionOutcome(
        jobId,
        actionNo,
        seq,
        attempt,
        retries,
        generation,
        token,
        status,
        startDate,
        endDate,
        nextTry,
        code == null ? null : "UNSTORABLE",
        "the database refused the words of this result",
        null,
        null);
  }

  /** Whether it tells more of a job's single action than that the job has finished. */
  public boolean tellsMoreThanFinished() {
    return status != ActionStatus.FINISHED || results != null || seq > 1;
  }
}
