package org.gvp.jobs.agent;

import org.gvp.jobs.job.Job;
import org.osgi.annotation.versioning.ConsumerType;

/** Lists the actions of a new job. Implemented beside {@link Agent} by the same component. */
@ConsumerType
public interface Planner {
  /**
   * Lists the actions of a job that a schedule, or a producer who left that to the agent, has
   * created. Nobody sees them before this method returns; if it throws, or the daemon is lost,
   * those added so far are dropped and the listing starts again by the rules of the job type.
   *
   * @param job the job, in status Creating
   * @param sink takes the actions, streaming: it may block, and holds no more than a page
   * @throws Exception for a passing trouble; the listing is tried again
   */
  void plan(Job job, ActionSink sink) throws Exception;
}
