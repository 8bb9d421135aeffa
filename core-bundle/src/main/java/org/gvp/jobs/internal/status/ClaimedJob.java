package org.gvp.jobs.internal.status;

import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;

/**
 * A job that this daemon holds, under the token that every write of the run must carry.
 *
 * @param job the job, in the status that the claim gave it
 * @param token the run's token
 * @param frontier all actions up to this number have ended
 * @param suspect whether a daemon was lost while it ran: it may have been its doing
 */
public record ClaimedJob(Job job, int token, int frontier, boolean suspect) {
  /** The job's id. */
  public long id() {
    return job.id();
  }

  /** Whether the run is for listing its actions. */
  public boolean isBeingCreated() {
    return job.status() == JobStatus.CREATING;
  }

  @Override
  public String toString() {
    return "job " + job.id() + " (" + job.type() + ", token " + token + ")";
  }
}
