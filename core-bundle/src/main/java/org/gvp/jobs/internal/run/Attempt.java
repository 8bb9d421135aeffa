package org.gvp.jobs.internal.run;

import java.time.Instant;
import org.gvp.jobs.internal.status.PendingAction;

/**
 * A thread of an agent at work on one action, or on a listing of actions, until it comes back or is
 * given up. Only one of the two happens, and only the result of the first one counts. Thread-safe.
 */
final class Attempt {
  private enum State {
    AT_WORK,
    BACK,
    GIVEN_UP
  }

  private final Thread thread = Thread.currentThread();
  private final Instant start;
  private volatile PendingAction pending;
  private State state = State.AT_WORK;
  private Instant interruptedAt;

  /**
   * Of the current thread.
   *
   * @param pending the action, or null for a listing
   */
  Attempt(PendingAction pending, Instant start) {
    this.pending = pending;
    this.start = start;
  }

  Thread thread() {
    return thread;
  }

  Instant start() {
    return start;
  }

  boolean isListing() {
    return pending == null;
  }

  /** The action behind what the agent has told so far. */
  PendingAction pending() {
    return pending;
  }

  void told(PendingAction next) {
    pending = next;
  }

  /** Interrupts the thread if it is still at work on this, and not on something later. */
  synchronized void interrupt(Instant now) {
    if (state == State.AT_WORK) {
      interruptedAt = interruptedAt == null ? now : interruptedAt;
      thread.interrupt();
    }
  }

  /** When it was first interrupted, or null. */
  synchronized Instant interruptedAt() {
    return interruptedAt;
  }

  /**
   * The thread is back: whether its result counts. An interrupt that came too late is taken back.
   */
  synchronized boolean comeBack() {
    boolean counts = state == State.AT_WORK;
    state = counts ? State.BACK : state;
    Thread.interrupted();
    return counts;
  }

  /** Does not wait for the thread any more; false if it is back already. */
  synchronized boolean giveUp() {
    boolean first = state == State.AT_WORK;
    state = first ? State.GIVEN_UP : state;
    return first;
  }

  synchronized boolean isGivenUp() {
    return state == State.GIVEN_UP;
  }

  /** For messages. */
  String what() {
    PendingAction action = pending;
    return action == null ? "listing its actions" : "action " + action.action().actionNo();
  }
}
