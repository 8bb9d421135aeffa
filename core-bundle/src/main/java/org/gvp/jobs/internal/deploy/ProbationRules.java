package org.gvp.jobs.internal.deploy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gvp.jobs.internal.agents.Experience;
import org.gvp.jobs.job.JobTypeKey;

/**
 * When a new version has proven itself, and when it is worse than the one before.
 *
 * @param jobs it has once so many jobs had a run end; with 0 there is no probation
 * @param time it has after this time, however few jobs there were
 */
record ProbationRules(int jobs, Duration time) {
  static final ProbationRules DEFAULT = new ProbationRules(20, Duration.ofMinutes(10));

  /** Fewer failed jobs may be the jobs' own fault. */
  private static final int LEAST_FAILED = 3;

  /** From the framework's properties; the launcher has checked them. */
  static ProbationRules of(UnaryOperator<String> properties) {
    String jobs = properties.apply("gvp.jobs.probation.jobs");
    String minutes = properties.apply("gvp.jobs.probation.minutes");
    return new ProbationRules(
        jobs == null ? DEFAULT.jobs : Integer.parseInt(jobs),
        minutes == null ? DEFAULT.time : Duration.ofMinutes(Long.parseLong(minutes)));
  }

  boolean isOver(Experience next, Duration lasted) {
    return next.jobs() >= jobs || lasted.compareTo(time) >= 0;
  }

  /**
   * Compares like with like: job type by job type, and failed jobs as a share of all. What has
   * always failed, or fails now and then, is no reason to go back.
   *
   * @return in words in what way the next version is worse; empty if it is not
   */
  Optional<String> fault(Experience before, Experience next) {
    Map<JobTypeKey, Experience.Outcome> past = before.outcomes();
    return next.outcomes().entrySet().stream()
        .filter(each -> isWorse(past.get(each.getKey()), each.getValue()))
        .map(each -> words(each.getKey(), past.get(each.getKey()), each.getValue()))
        .sorted()
        .findFirst();
  }

  /** Half of the jobs fail, or more, and that is more than twice the share of before. */
  private static boolean isWorse(Experience.Outcome past, Experience.Outcome now) {
    boolean fails = now.failed() >= LEAST_FAILED && 2 * now.failed() >= now.jobs();
    boolean unknown = past == null || past.jobs() == 0;
    return fails
        && (unknown || (long) now.failed() * past.jobs() > 2L * past.failed() * now.jobs());
  }

  private static String words(JobTypeKey type, Experience.Outcome past, Experience.Outcome now) {
    String before =
        past == null
            ? "none had been run by the version before"
            : "with the version before it was " + past.failed() + " of " + past.jobs();
    return now.failed() + " of " + now.jobs() + " jobs of " + type + " failed, " + before;
  }
}
