package org.gvp.jobs.internal.status;

import java.time.Instant;
import org.gvp.jobs.job.JobTransition;

/**
 * The end of a run: where the job goes. Start with {@link #by} and change it with the other
 * methods, each of which returns a changed copy.
 *
 * @param jobId the job
 * @param token the run's token
 * @param edge the transition
 * @param runAt when the job is due again, null for at once; without meaning where it ends
 * @param attempts runs in a row that came to nothing, this one included
 * @param plan the list of actions that the run has made, or null if it made none
 * @param progress how far the actions have come
 * @param trouble why the run came to nothing, or null
 */
public record RunEnd(
    long jobId,
    int token,
    JobTransition edge,
    Instant runAt,
    int attempts,
    Plan plan,
    Progress progress,
    Trouble trouble) {

  /**
   * A list of actions.
   *
   * @param actions how many there are
   * @param planVersion the plan version of the agent that listed them
   */
  public record Plan(int actions, int planVersion) {}

  /**
   * How far the actions have come.
   *
   * @param frontier all actions up to this number have ended
   * @param failedBefore how many of those failed for good
   * @param failed how many failed for good in all
   */
  public record Progress(int frontier, int failedBefore, int failed) {}

  /**
   * Why a run came to nothing.
   *
   * @param code a short code, or null
   * @param reason in words
   */
  public record Trouble(String code, String reason) {}

  /** The plain end of a run by that edge, with nothing else to say. */
  public static RunEnd by(JobTransition edge, ClaimedJob job) {
    return by(edge, job.id(), job.token(), new Progress(job.frontier(), job.failed(), 0));
  }

  /** The same for a job that is not held, and of which nothing has been performed. */
  public static RunEnd by(JobTransition edge, long jobId, int token) {
    return by(edge, jobId, token, new Progress(0, 0, 0));
  }

  private static RunEnd by(JobTransition edge, long jobId, int token, Progress progress) {
    return new RunEnd(jobId, token, edge, null, 0, null, progress, null);
  }

  /** Whether there is nothing to tell but that all actions are done. */
  boolean isPlainFinish() {
    return edge == JobTransition.COMPLETE && plan == null && progress.failed() == 0;
  }

  /** This end with why it came to nothing. */
  public RunEnd because(String code, String reason) {
    Trouble why = new Trouble(code, reason);
    return new RunEnd(jobId, token, edge, runAt, attempts, plan, progress, why);
  }

  /** This end with when the job is due again. */
  public RunEnd dueAt(Instant time) {
    return new RunEnd(jobId, token, edge, time, attempts, plan, progress, trouble);
  }

  /** This end with how many runs in a row have come to nothing. */
  public RunEnd withAttempts(int count) {
    return new RunEnd(jobId, token, edge, runAt, count, plan, progress, trouble);
  }

  /** This end with the list of actions that the run has made. */
  public RunEnd withPlan(int actions, int planVersion) {
    Plan made = new Plan(actions, planVersion);
    return new RunEnd(jobId, token, edge, runAt, attempts, made, progress, trouble);
  }

  /** This end with how many actions failed for good. */
  public RunEnd withFailed(int count) {
    Progress made = new Progress(progress.frontier(), progress.failedBefore(), count);
    return new RunEnd(jobId, token, edge, runAt, attempts, plan, made, trouble);
  }

  /** This end with how far the actions have come. */
  public RunEnd withProgress(ActionSummary summary) {
    Progress made = new Progress(summary.frontier(), summary.failedBefore(), summary.failed());
    return new RunEnd(jobId, token, edge, runAt, attempts, plan, made, trouble);
  }
}
