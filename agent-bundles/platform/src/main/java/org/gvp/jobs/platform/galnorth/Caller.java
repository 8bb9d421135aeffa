package org.gvp.jobs.platform.galnorth;

import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.job.JobAction;

/**
 * Whose request it is.
 *
 * @param jobId the job
 * @param actionNo the action within the job
 * @param attempt which attempt at the action
 * @param token the token of the run
 */
public record Caller(long jobId, int actionNo, int attempt, int token) {
  /** The caller that performs this action. */
  public static Caller of(JobAction action, ActionContext context) {
    return new Caller(action.jobId(), action.actionNo(), context.attempt(), context.token());
  }
}
