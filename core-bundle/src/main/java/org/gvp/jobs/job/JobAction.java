package org.gvp.jobs.job;

import java.time.Instant;

/**
 * One action of a job: the item that an agent performs.
 *
 * @param jobId the job
 * @param actionNo its number within the job, from 1; a job without listed actions is its own action
 *     number 0
 * @param actionType what is to be done, a word of the agent's, or null
 * @param label what people read: a film's title, say; or null
 * @param mediaType the kind of thing that it is about, or null
 * @param referenceId the id of that thing, or null
 * @param status what it was doing
 * @param startDate when its last attempt started, or null
 * @param endDate when its last attempt ended, or null
 * @param numberOfRetries how many times it was tried again after a failure
 * @param parameters a JSON object, or null
 * @param results the JSON that its last attempt left, or null
 */
public record JobAction(
    long jobId,
    int actionNo,
    String actionType,
    String label,
    String mediaType,
    String referenceId,
    ActionStatus status,
    Instant startDate,
    Instant endDate,
    int numberOfRetries,
    String parameters,
    String results) {}
