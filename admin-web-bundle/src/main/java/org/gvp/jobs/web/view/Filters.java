package org.gvp.jobs.web.view;

import java.util.Arrays;
import java.util.List;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.web.http.BadRequest;
import org.gvp.jobs.web.http.Params;

/** Filters as they stand in URLs, the same for pages and the API. Pure functions. */
public final class Filters {
  private Filters() {}

  /** The jobs that the parameters ask for. */
  public static JobFilter jobs(Params params) {
    params.allow("status", "type", "custom", "name", "media", "ref", "older", "newer", "limit");
    Long older = params.number("older", 0, Long.MAX_VALUE);
    Long newer = params.number("newer", 0, Long.MAX_VALUE);
    if (older != null && newer != null) {
      throw new BadRequest("newer", "'older' and 'newer' are both given: give one of them");
    }
    return new JobFilter(
        params.word("status", JobStatus::of, Arrays.asList(JobStatus.values())),
        params.word("type", Filters::jobType, JobTypeKey.JOB_TYPES),
        params.text("custom"),
        params.text("name"),
        params.text("media"),
        params.text("ref"),
        older,
        newer,
        params.limit(50));
  }

  private static String jobType(String word) {
    if (!JobTypeKey.JOB_TYPES.contains(word)) {
      throw new IllegalArgumentException(word);
    }
    return word;
  }

  /** The actions that the parameters ask for. */
  public static ActionFilter actions(Params params) {
    params.allow("status", "after", "before", "limit");
    Long after = params.number("after", 0, Integer.MAX_VALUE);
    Long before = params.number("before", 0, Integer.MAX_VALUE);
    if (after != null && before != null) {
      throw new BadRequest("before", "'after' and 'before' are both given: give one of them");
    }
    List<ActionStatus> words = Arrays.asList(ActionStatus.values());
    return new ActionFilter(
        params.word("status", ActionStatus::of, words),
        after == null ? null : after.intValue(),
        before == null ? null : before.intValue(),
        params.limit(100));
  }

  /** The number in a path. */
  public static long jobId(String text) {
    try {
      long id = Long.parseLong(text);
      if (id >= 0) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a negative one is.
    }
    throw new BadRequest("id", "'" + text + "' is no job's id: ids are numbers, as in /jobs/123");
  }
}
