package org.gvp.jobs.internal.daemon;

import java.time.Instant;
import java.util.List;
import org.gvp.jobs.job.JobTypeKey;

/**
 * A jar in this daemon's agents folder and what became of it, as the register is told.
 *
 * @param file its file name
 * @param symbolicName its symbolic name, or null
 * @param version its version, or null
 * @param state SERVING, REJECTED, …
 * @param code why it is rejected, or null
 * @param reason why, in words, with what to do; or null
 * @param types what it serves
 * @param since since when it is in that state
 */
public record NodeAgent(
    String file,
    String symbolicName,
    String version,
    String state,
    String code,
    String reason,
    List<JobTypeKey> types,
    Instant since) {}
