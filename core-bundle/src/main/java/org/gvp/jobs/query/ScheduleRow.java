package org.gvp.jobs.query;

import java.time.Instant;
import org.gvp.jobs.job.JobTypeKey;

/**
 * A schedule.
 *
 * @param name its name
 * @param type the type of the jobs it creates
 * @param cron its cron expression
 * @param zone the time zone it is read in
 * @param enabled whether it fires
 * @param nextFire when it fires next, or null
 * @param lastFire the nominal time of its last fire, or null
 * @param lastJobId the job of that fire, or null if it was skipped or missed
 * @param lastOutcome ran, skipped or missed; or null
 */
public record ScheduleRow(
    String name,
    JobTypeKey type,
    String cron,
    String zone,
    boolean enabled,
    Instant nextFire,
    Instant lastFire,
    Long lastJobId,
    String lastOutcome) {}
