package org.gvp.jobs.internal.agents;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gvp.jobs.job.JobTypeKey;

/**
 * How the runs of one agent version have gone on this daemon. A job counts once, by its latest run,
 * so that the retries of one job are no second failure. Thread-safe.
 */
public final class Experience {
  /** As many jobs of a type are remembered, the latest ones. */
  public static final int MOST = 1_000;

  /**
   * What became of the jobs of one type.
   *
   * @param jobs how many had a run end
   * @param failed of how many of them the latest run came to little: half of it failed, or more
   */
  public record Outcome(int jobs, int failed) {}

  private final Map<JobTypeKey, Map<Long, Boolean>> failed = new HashMap<>();

  /** A run has ended in which something was performed. */
  public synchronized void ended(JobTypeKey type, long job, boolean hasFailed) {
    Map<Long, Boolean> jobs = failed.computeIfAbsent(type, key -> new LinkedHashMap<>());
    jobs.remove(job); // so that it is the youngest again
    jobs.put(job, hasFailed);
    if (jobs.size() > MOST) {
      jobs.remove(jobs.keySet().iterator().next());
    }
  }

  /** How many jobs had a run end. */
  public synchronized int jobs() {
    return failed.values().stream().mapToInt(Map::size).sum();
  }

  /** By job type. */
  public synchronized Map<JobTypeKey, Outcome> outcomes() {
    Map<JobTypeKey, Outcome> outcomes = new HashMap<>();
    failed.forEach(
        (type, jobs) ->
            outcomes.put(
                type,
                new Outcome(jobs.size(), (int) jobs.values().stream().filter(has -> has).count())));
    return outcomes;
  }
}
