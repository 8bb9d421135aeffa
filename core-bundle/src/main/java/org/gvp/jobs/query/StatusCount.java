package org.gvp.jobs.query;

import org.gvp.jobs.job.JobStatus;

/**
 * How many jobs are in a status.
 *
 * @param status the status
 * @param count how many, exact up to {@link #CAP}
 * @param capped whether there are more than {@code count}
 */
public record StatusCount(JobStatus status, int count, boolean capped) {
  /** Counting stops here: beyond, the exact number costs more than it tells. */
  public static final int CAP = 10_000;
}
