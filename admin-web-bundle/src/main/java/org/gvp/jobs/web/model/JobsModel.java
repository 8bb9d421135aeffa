package org.gvp.jobs.web.model;

import java.util.List;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.web.view.JobView;
import org.gvp.jobs.web.view.Links;

/**
 * A list of jobs.
 *
 * @param filter what was asked for
 * @param page what there is
 * @param filtered whether the filter leaves anything out
 */
public record JobsModel(JobFilter filter, Page<JobView> page, boolean filtered) {
  /** Every status. */
  public List<JobStatus> statuses() {
    return List.of(JobStatus.values());
  }

  /** Every job type. */
  public List<String> types() {
    return JobTypeKey.JOB_TYPES;
  }

  /** Whether the page has a cursor, so that it may be empty only because of that. */
  public boolean isWithinList() {
    return filter.olderThan() != null || filter.newerThan() != null;
  }

  /** The page of newer jobs, or null. */
  public String newer() {
    return page.hasPrevious() && !page.rows().isEmpty()
        ? Links.jobs("/jobs", filter, null, page.rows().get(0).id())
        : null;
  }

  /** The page of older jobs, or null. */
  public String older() {
    return page.hasNext() && !page.rows().isEmpty()
        ? Links.jobs("/jobs", filter, page.rows().get(page.rows().size() - 1).id(), null)
        : null;
  }

  /** The first page of the same list. */
  public String newest() {
    return Links.jobs("/jobs", filter, null, null);
  }

  /** The same as JSON. */
  public String api() {
    return Links.jobs("/api/v1/jobs", filter, filter.olderThan(), filter.newerThan());
  }
}
