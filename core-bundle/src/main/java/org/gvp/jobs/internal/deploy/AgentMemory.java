package org.gvp.jobs.internal.deploy;

import java.util.List;

/**
 * What this node remembers of its agents from one start to the next, and what operators want of
 * them. The daemon registers it as a service once it runs.
 */
public interface AgentMemory {
  /**
   * What is remembered of the agent of one symbolic name.
   *
   * @param symbolicName its symbolic name
   * @param file the file that it was from
   * @param good hash of the content that has served and was not found wanting, or null
   * @param before hash of the content that was good before that one, or null
   * @param refused hash of the content that was rolled back and is not tried again, or null
   * @param why why it was rolled back, or null
   * @param drained why an operator wants it to be given no jobs, or null
   */
  record Kept(
      String symbolicName,
      String file,
      String good,
      String before,
      String refused,
      Rejection why,
      String drained) {}

  /**
   * All of it.
   *
   * @throws IllegalStateException if it cannot be had now
   */
  List<Kept> read();

  /**
   * Remembers that in the place of what was there of the symbolic name.
   *
   * @throws IllegalStateException if that cannot be done now
   */
  void write(Kept kept);

  /**
   * What an operator wants.
   *
   * @param id orders are to be obeyed in the order of their ids
   * @param what rollback, drain or retry
   * @param symbolicName of which agent
   * @param actor who wants it
   * @param reason why, or null
   */
  record Order(long id, String what, String symbolicName, String actor, String reason) {
    /** Who wants it and why. */
    public String by() {
      return actor + (reason == null ? "" : ": " + reason);
    }
  }

  /**
   * What has not been obeyed yet.
   *
   * @throws IllegalStateException if it cannot be had now
   */
  List<Order> orders();

  /**
   * Remembers that the order, and every one before it, has been obeyed.
   *
   * @throws IllegalStateException if that cannot be done now
   */
  void obeyed(Order order);
}
