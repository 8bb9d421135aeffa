package org.gvp.jobs.job;

import java.time.Instant;

/**
 * One entry of a job's history: a run of a daemon, or what an operator or a rescuer did to it.
 *
 * @param jobId the job
 * @param token the job's token when the entry began
 * @param claimedAt when the run began; for an entry that is no run, when it happened
 * @param endedAt when it ended; null while it is running
 * @param from the job's status before
 * @param to the status that it led to; null while it is running
 * @param cause the word of the {@link JobTransition}
 * @param node the daemon's name, or the database user who did it
 * @param agent symbolic name and version of the agent, or null
 * @param code a short code of what went wrong, or null
 * @param reason what happened, in words, or null
 */
public record JobRun(
    long jobId,
    int token,
    Instant claimedAt,
    Instant endedAt,
    JobStatus from,
    JobStatus to,
    String cause,
    String node,
    String agent,
    String code,
    String reason) {}
