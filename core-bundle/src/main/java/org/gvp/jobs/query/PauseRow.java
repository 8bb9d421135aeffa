package org.gvp.jobs.query;

import java.time.Instant;

/**
 * Something that no daemon takes up until somebody resumes it.
 *
 * @param scope all, node, type or schedule
 * @param name of the node, type or schedule; null for all
 * @param customType of the type, or null
 * @param actor who paused it
 * @param since since when; null if it is the register itself, found on another server
 * @param reason why, or null
 * @param undo the statement that lifts it
 */
public record PauseRow(
    String scope,
    String name,
    String customType,
    String actor,
    Instant since,
    String reason,
    String undo) {

  /** Whether it keeps that daemon from claiming jobs and firing schedules at all. */
  public boolean holds(String node) {
    return scope.equals("all") || (scope.equals("node") && name.equals(node));
  }

  /** What is paused, in words. */
  public String what() {
    if (scope.equals("all")) {
      return "everything";
    }
    return scope + " " + name + (customType == null ? "" : "/" + customType);
  }
}
