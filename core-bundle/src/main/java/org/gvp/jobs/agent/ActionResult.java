package org.gvp.jobs.agent;

import java.time.Instant;
import java.util.Objects;

/** What came of an attempt at an action. Immutable. */
public sealed interface ActionResult {

  /**
   * It is done and will not be performed again.
   *
   * @param results JSON text for the register, at most 64 KiB, or null
   */
  record Done(String results) implements ActionResult {}

  /**
   * A passing trouble: try again by the rules of the job type, or at a given time.
   *
   * @param reason what happened, for people
   * @param at when to try again, or null for the rule {@code DelayToRetry}
   */
  record Retry(String reason, Instant at) implements ActionResult {
    /** Checks the reason. */
    public Retry {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * It failed for good.
   *
   * @param code a short code of the agent's, for counting
   * @param reason what happened, for people
   */
  record Failed(String code, String reason) implements ActionResult {
    /** Checks code and reason. */
    public Failed {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Not yet; no attempt is counted.
   *
   * @param at when to look again
   * @param state JSON text that the next attempt finds as its checkpoint, or null
   */
  record Later(Instant at, String state) implements ActionResult {
    /** Checks the time. */
    public Later {
      Objects.requireNonNull(at, "at");
    }
  }

  /** Done, with nothing to tell. */
  static ActionResult done() {
    return new Done(null);
  }

  /** Done, with results for the register: JSON text. */
  static ActionResult done(String results) {
    return new Done(results);
  }

  /** A passing trouble: try again after the delay that the rules give. */
  static ActionResult retry(String reason) {
    return new Retry(reason, null);
  }

  /** A passing trouble: try again at that time. */
  static ActionResult retry(String reason, Instant at) {
    return new Retry(reason, at);
  }

  /** Failed for good. */
  static ActionResult failed(String code, String reason) {
    return new Failed(code, reason);
  }

  /** Not yet: look again at that time, without counting an attempt. */
  static ActionResult later(Instant at) {
    return new Later(at, null);
  }

  /** Not yet: look again at that time, with that state as checkpoint. */
  static ActionResult later(Instant at, String state) {
    return new Later(at, state);
  }
}
