package org.gvp.jobs.query;

import org.gvp.jobs.job.ActionStatus;

/**
 * Which actions of a job, and which page of them, in the order of their numbers.
 *
 * @param status only actions in this status, or null
 * @param after only actions with a higher number than this, or null
 * @param before the page that ends below this number, or null
 * @param limit rows on the page, 1 to 500
 */
public record ActionFilter(ActionStatus status, Integer after, Integer before, int limit) {
  /** Checks the limit. */
  public ActionFilter {
    if (limit < 1 || limit > 500) {
      throw new IllegalArgumentException("limit " + limit + " is not within 1 and 500");
    }
  }
}
