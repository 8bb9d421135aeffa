package org.gvp.jobs.internal.run;

import java.util.Optional;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.RunEnd;

/** How much of what a run has performed has failed. Not thread-safe. */
final class RunTally {
  private int performed;
  private int failed;

  /** An action came back with that; null if the agent's own transaction has recorded it. */
  void add(ActionOutcome outcome) {
    if (outcome == null) {
      performed++;
      return;
    }
    switch (outcome.status()) {
      case FINISHED -> performed++;
      case ERROR, FAIL -> {
        performed++;
        failed++;
      }
      default -> {
        // Later, or cut off: it says nothing yet.
      }
    }
  }

  /** A listing came to an end; one that was cut off says nothing. */
  void add(RunEnd listing, int attemptsBefore) {
    if (listing.plan() != null) {
      performed++;
    } else if (listing.attempts() > attemptsBefore) {
      performed++;
      failed++;
    }
  }

  /** Whether half of it has failed, or more; empty if nothing was performed. */
  Optional<Boolean> hasFailed() {
    return performed == 0 ? Optional.empty() : Optional.of(2 * failed >= performed);
  }
}
