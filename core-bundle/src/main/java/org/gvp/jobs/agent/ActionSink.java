package org.gvp.jobs.agent;

import org.gvp.jobs.job.NewAction;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the actions of a job that is being planned. For the planning thread only. */
@ProviderType
public interface ActionSink {
  /**
   * Adds an action behind those added before.
   *
   * @throws IllegalArgumentException if its parameters are no JSON object, or beyond the limits of
   *     the register; the message names the action
   * @throws JobLostException if the job is no longer this daemon's; let it pass
   */
  void add(NewAction action);

  /** The job's parameters as a record or class of the agent's; null if it has none. */
  <T> T parameters(Class<T> type);

  /** Whether the daemon asks the planner to come back soon: the listing will be started again. */
  boolean stopRequested();
}
