package org.gvp.jobs.query;

import java.time.Instant;
import org.gvp.jobs.job.JobTypeKey;

/**
 * A job type, and whether something serves it.
 *
 * @param type the type
 * @param servingNodes how many living daemons have a serving agent for it
 * @param noAgentSince since when none has had one, as far as the register knows; null if one has
 * @param open how many of its jobs are open, exact up to {@link StatusCount#CAP}
 */
public record TypeStatus(JobTypeKey type, int servingNodes, Instant noAgentSince, int open) {}
