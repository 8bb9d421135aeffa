package org.gvp.jobs.prove;

import java.util.List;

/**
 * How the jobs of a lost daemon came to others; times in seconds from its last renewal.
 *
 * @param node the lost daemon
 * @param runs how many of its runs were taken over
 * @param firstDue when the first of those jobs was due again
 * @param lastDue when the last one was
 * @param firstRunning when the first of them ran again; {@code -} if none did
 * @param lastRunning when the last of them ran again, for which others had to make room
 */
public record Rescue(
    String node,
    long runs,
    String firstDue,
    String lastDue,
    String firstRunning,
    String lastRunning) {
  static Rescue of(List<String> row) {
    return new Rescue(
        row.get(0), Long.parseLong(row.get(1)), row.get(2), row.get(3), row.get(4), row.get(5));
  }
}
