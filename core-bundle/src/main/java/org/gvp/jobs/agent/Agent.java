package org.gvp.jobs.agent;

import org.gvp.jobs.job.JobAction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Performs the actions of the jobs of its type. There is one instance per bundle version, shared by
 * all threads: it must be thread-safe.
 *
 * <p>Register it as a component with {@link JobType}. An agent that also lists the actions of new
 * jobs implements {@link Planner} as well.
 */
@ConsumerType
public interface Agent {
  /**
   * Performs one action. Called on a thread of this agent version's own executor; blocking is fine.
   * The same action may be performed again after a crash, a hand-back or a retry: {@link
   * ActionContext#idempotencyKey()} stays the same, so that the far side can tell.
   *
   * @param action the action, as it stood when the run read it
   * @param context the job and what the daemon offers during this attempt; not to be kept
   * @return what came of it
   * @throws Exception for a passing trouble: the action is tried again by its rules, like {@link
   *     ActionResult#retry(String)}. A {@link LinkageError} takes this agent version out of
   *     service. An interruption means: come back soon, the action will be handed back
   */
  ActionResult perform(JobAction action, ActionContext context) throws Exception;
}
