package org.gvp.jobs.platform.mib;

import org.gvp.jobs.job.Job;

/** What a job is about. */
public final class References {
  private References() {}

  /**
   * The number in MiB of the one thing that a job is about; null if it is about all of that kind.
   *
   * @throws IllegalArgumentException if it is about something else
   */
  public static Long only(Job job, String mediaType) {
    if (job.mediaType() == null) {
      return null;
    }
    if (!mediaType.equals(job.mediaType()) || !isNumber(job.referenceId())) {
      throw new IllegalArgumentException(
          "job %s is about %s '%s', but its type takes media type %s with the number in MiB, or none"
              .formatted(job.id(), job.mediaType(), job.referenceId(), mediaType));
    }
    return Long.valueOf(job.referenceId());
  }

  /** Whether a reference id can be a number in MiB. */
  public static boolean isNumber(String referenceId) {
    return referenceId != null && referenceId.matches("\\d{1,18}");
  }
}
