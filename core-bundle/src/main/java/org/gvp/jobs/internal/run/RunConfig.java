package org.gvp.jobs.internal.run;

import java.time.Duration;

/**
 * How long agents may take.
 *
 * @param actionDeadline for one action, or for a listing of actions
 * @param grace between the request to come back and the interrupt
 * @param interruptGrace between the interrupt and handing the job back without the agent
 */
public record RunConfig(Duration actionDeadline, Duration grace, Duration interruptGrace) {
  /** 10 min an action; 30 s to come back, then 10 s more. */
  public static final RunConfig DEFAULT =
      new RunConfig(Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofSeconds(10));
}
