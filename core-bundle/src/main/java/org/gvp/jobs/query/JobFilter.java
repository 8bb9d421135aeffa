package org.gvp.jobs.query;

import org.gvp.jobs.job.JobStatus;

/**
 * Which jobs, and which page of them. Pages are ordered by id, newest first; at most one of {@code
 * olderThan} and {@code newerThan} is given.
 *
 * @param status only jobs in this status, or null
 * @param jobType only jobs of this job type, or null
 * @param customType only jobs of this custom type, or null
 * @param name only jobs whose name contains this, or null
 * @param mediaType only jobs about this kind of thing, or null
 * @param referenceId only jobs about the thing with this id, or null
 * @param olderThan the page behind the job with this id, or null
 * @param newerThan the page before the job with this id, or null
 * @param limit rows on the page, 1 to 500
 */
public record JobFilter(
    JobStatus status,
    String jobType,
    String customType,
    String name,
    String mediaType,
    String referenceId,
    Long olderThan,
    Long newerThan,
    int limit) {
  /** Checks the limit. */
  public JobFilter {
    if (limit < 1 || limit > 500) {
      throw new IllegalArgumentException("limit " + limit + " is not within 1 and 500");
    }
  }

  /** The newest jobs of all. */
  public static JobFilter newest(int limit) {
    return new JobFilter(null, null, null, null, null, null, null, null, limit);
  }
}
