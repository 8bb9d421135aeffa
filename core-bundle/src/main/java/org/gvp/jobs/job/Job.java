package org.gvp.jobs.job;

import java.time.Instant;

/**
 * A job of the register, as it was when it was read.
 *
 * @param id its number in the register
 * @param name its name
 * @param type what it is routed by
 * @param status what it was doing
 * @param priority 0 to 9, 0 first
 * @param createdAt when it was created
 * @param runAt when its next run is due; null while nothing makes it due (ended, stopped, or not
 *     published)
 * @param startTime when its first run started, or null
 * @param finishTime when it ended, or null
 * @param mediaType the kind of thing that it is about, or null
 * @param referenceId the id of that thing; there is one where there is a media type
 * @param parameters a JSON object, or null
 * @param configuration a JSON object, or null
 * @param attempts how many runs in a row have come to nothing
 * @param actions how many actions it has, or null while they are not listed or where it is its own
 *     single action
 */
public record Job(
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
    String parameters,
    String configuration,
    int attempts,
    Integer actions) {}
