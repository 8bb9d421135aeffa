package org.gvp.jobs.query;

import java.time.Instant;
import org.gvp.jobs.job.JobAction;

/**
 * An action as a page shows it.
 *
 * @param action the action
 * @param attempt how many times it was handed to an agent
 * @param code the short code of its last failure, or null
 * @param reason why its last attempt did not come through, or null
 * @param nextTry when it is due again, or null
 */
public record ActionRow(
    JobAction action, int attempt, String code, String reason, Instant nextTry) {}
