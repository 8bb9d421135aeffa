package org.gvp.jobs.internal.status;

import java.time.Instant;

/**
 * Which jobs are claimed, and for whom.
 *
 * @param owner the node incarnation
 * @param agent the agent version, its id in the register
 * @param type the job type, its id in the register
 * @param planVersion the agent's plan version: jobs planned by a higher one are left
 * @param first the first job that is looked at; only its priority is claimed; null for suspects
 */
public record Claim(int owner, int agent, int type, int planVersion, Due first) {
  /** This claim, from that job on. */
  public Claim from(Due due) {
    return new Claim(owner, agent, type, planVersion, due);
  }

  /**
   * For each priority, a job in the order of claiming.
   *
   * @param runAts when it is due; null for none
   * @param ids the job
   */
  @SuppressWarnings("ArrayRecordComponent") // parameters of a statement, never compared
  public record Marks(Instant[] runAts, long[] ids) {}

  /**
   * Where a job stands in the order of claiming.
   *
   * @param priority 0 comes first
   * @param runAt when it is due
   * @param id the job
   */
  public record Due(int priority, Instant runAt, long id) {}
}
