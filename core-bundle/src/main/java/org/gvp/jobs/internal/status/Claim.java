package org.gvp.jobs.internal.status;

/**
 * Which jobs are claimed, and for whom.
 *
 * @param owner the node incarnation
 * @param agent the agent version, its id in the register
 * @param type the job type, its id in the register
 * @param priority the one priority that is looked at
 * @param planVersion the agent's plan version: jobs planned by a higher one are left
 */
public record Claim(int owner, int agent, int type, int priority, int planVersion) {}
