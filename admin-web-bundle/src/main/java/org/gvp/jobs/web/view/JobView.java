package org.gvp.jobs.web.view;

import java.time.Instant;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.web.mask.MaskedJson;

/**
 * A job as it may be shown: the fields of {@link org.gvp.jobs.job.Job}, without secrets.
 *
 * @param reason why its last run did not come through, or null
 * @param failedActions how many of its actions failed for good; null while it is open
 */
public record JobView(
    long id,
    String name,
    JobTypeKey type,
    JobStatus status,
    int priority,
    Instant createdAt,
    Instant runAt,
    Instant startTime,
    Instant finishTime,
    String mediaType,
    String referenceId,
    MaskedJson parameters,
    MaskedJson configuration,
    int attempts,
    Integer actions,
    Integer failedActions,
    String reason) {}
