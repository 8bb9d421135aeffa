package org.gvp.jobs.internal.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.gvp.jobs.job.JobTypeKey;

/**
 * When jobs of a type are to be created, as a file says it.
 *
 * @param name its name: the part of the file's name after the tilde
 * @param cron a Quartz cron expression, with seconds
 * @param zone the time zone it is read in
 * @param type the type of its jobs
 * @param parameters their parameters, a JSON object, or null
 * @param configuration their configuration, a JSON object, or null
 * @param missed what becomes of fires that no daemon was there for
 * @param overlap what becomes of a fire while a job of this schedule is open
 * @param enabled whether it fires
 */
public record Schedule(
    String name,
    String cron,
    ZoneId zone,
    JobTypeKey type,
    String parameters,
    String configuration,
    Missed missed,
    Overlap overlap,
    boolean enabled) {
  /** What becomes of fires that no daemon was there for. */
  public enum Missed {
    /** The newest one is made up for by one job. */
    RUN_ONCE("run_once"),
    /** None is made up for; the newest one is recorded. */
    SKIP("skip");

    private final String label;

    Missed(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** What becomes of a fire while a job of the schedule is open. */
  public enum Overlap {
    /** It creates none; that is recorded. */
    SKIP("skip"),
    /** It creates its job all the same. */
    ALLOW("allow");

    private final String label;

    Overlap(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** All of it as text that is the same for the same schedule. */
  String definition() {
    return String.join(
        "\n",
        "cron=" + cron,
        "zone=" + zone.getId(),
        "type=" + type,
        "parameters=" + parameters,
        "configuration=" + configuration,
        "missed=" + missed,
        "overlap=" + overlap,
        "enabled=" + enabled);
  }

  /** When it is due. */
  CronTimes times() {
    return new CronTimes(cron, zone);
  }

  /** When it fires next, after that instant; empty if it does not. */
  Optional<Instant> next(Instant after) {
    return enabled ? times().next(after) : Optional.empty();
  }
}
