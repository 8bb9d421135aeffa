package org.gvp.jobs.prove;

import java.util.List;

/**
 * How much was done.
 *
 * @param jobs that the register has
 * @param jobsDone of them, those that have Finished
 * @param actions of those jobs
 * @param actionsDone of them, those that have Finished
 * @param attempts that agents began, by the log of effects
 * @param cutOff of them, those that came to no end
 * @param seconds from the first job created to the last one ended
 */
public record Totals(
    long jobs,
    long jobsDone,
    long actions,
    long actionsDone,
    long attempts,
    long cutOff,
    double seconds) {
  static Totals of(List<String> row) {
    return new Totals(
        Long.parseLong(row.get(0)),
        Long.parseLong(row.get(1)),
        Long.parseLong(row.get(2)),
        Long.parseLong(row.get(3)),
        Long.parseLong(row.get(4)),
        Long.parseLong(row.get(5)),
        Double.parseDouble(row.get(6)));
  }

  /** Actions a second, from the first job created to the last one ended. */
  public double rate() {
    return seconds == 0 ? 0 : actionsDone / seconds;
  }
}
