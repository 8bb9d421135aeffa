package org.gvp.jobs.internal.status;

import java.util.List;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;

/**
 * A job that this daemon holds, under the token that every write of the run must carry.
 *
 * @param job the job, in the status that the claim gave it
 * @param token the run's token
 * @param frontier all actions up to this number have ended
 * @param failed how many of those failed for good
 * @param losses how many daemons in a row were lost while they held it
 * @param actions the actions behind the frontier in their order, ended ones among them; null if
 *     they were too many to be read with the claim, or are yet to be listed
 * @param claim the claim that brought it
 */
public record ClaimedJob(
    Job job,
    int token,
    int frontier,
    int failed,
    int losses,
    List<PendingAction> actions,
    OpenClaims.OpenClaim claim) {
  /** The job's id. */
  public long id() {
    return job.id();
  }

  /** Whether the run is for listing its actions. */
  public boolean isBeingCreated() {
    return job.status() == JobStatus.CREATING;
  }

  /** Whether it has no list of actions, and is its own single one. */
  public boolean isSingle() {
    return job.actions() == null;
  }

  /** Whether, and how closely, it is watched. */
  public Suspicion suspicion() {
    return Suspicion.of(losses);
  }

  /** Whether it is a suspect that a daemon holds alone, and performs action by action. */
  public boolean isAlone() {
    return suspicion() == Suspicion.ALONE;
  }

  /** This job with its actions. */
  ClaimedJob with(List<PendingAction> read) {
    return new ClaimedJob(job, token, frontier, failed, losses, read, claim);
  }

  @Override
  public String toString() {
    return "job " + job.id() + " (" + job.type() + ", token " + token + ")";
  }
}
