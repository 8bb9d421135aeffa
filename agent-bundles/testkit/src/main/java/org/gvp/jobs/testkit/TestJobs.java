package org.gvp.jobs.testkit;

import java.time.Instant;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;

/** Jobs and actions as the daemon would hand them to an agent. */
public final class TestJobs {
  private TestJobs() {}

  /** A job without parameters. */
  public static Job job(long id, JobTypeKey type) {
    return job(id, type, null);
  }

  /** A job with parameters: a JSON object, or null. */
  public static Job job(long id, JobTypeKey type, String parameters) {
    return job(id, type, parameters, null, null);
  }

  /** A job about one thing: its media type and reference id. */
  public static Job job(
      long id, JobTypeKey type, String parameters, String mediaType, String referenceId) {
    Instant time = Instant.EPOCH;
    return new Job(
        id,
        "test job " + id,
        type,
        JobStatus.STARTED,
        5,
        time,
        time,
        time,
        null,
        mediaType,
        referenceId,
        parameters,
        null,
        0,
        null);
  }

  /** A planned action as that action of that job, begun for the first time. */
  public static JobAction action(Job job, int actionNo, NewAction action) {
    return new JobAction(
        job.id(),
        actionNo,
        action.actionType(),
        action.label(),
        action.mediaType(),
        action.referenceId(),
        ActionStatus.STARTED,
        Instant.EPOCH,
        null,
        0,
        action.parameters(),
        null);
  }
}
