package org.gvp.jobs.query;

import org.gvp.jobs.job.Job;

/**
 * A job as a list shows it; its parameters and configuration are left out (null).
 *
 * @param job the job
 * @param failedActions how many of its actions failed for good; null while it is open
 * @param reason why its last run did not come through, or null
 */
public record JobRow(Job job, Integer failedActions, String reason) {}
