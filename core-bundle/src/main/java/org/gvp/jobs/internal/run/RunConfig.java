package org.gvp.jobs.internal.run;

import java.time.Duration;

/**
 * How long agents may take.
 *
 * @param actionDeadline for one action
 * @param planDeadline for a listing of actions
 * @param grace between the request to come back and the interrupt
 * @param interruptGrace between an interrupt and going on without the thread that ignores it
 */
public record RunConfig(
    Duration actionDeadline, Duration planDeadline, Duration grace, Duration interruptGrace) {
  /** 10 min an action, 30 min a listing; 30 s to come back, then 10 s more. */
  public static final RunConfig DEFAULT =
      new RunConfig(
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));
}
