package org.gvp.jobs.internal.store;

import java.time.Clock;
import java.time.Instant;

/**
 * What statements take for "now": null, which stands for the database's own clock, or in tests the
 * time of a clock that they drive.
 */
@FunctionalInterface
public interface DatabaseTime {
  /** The database's own clock. */
  DatabaseTime SERVER = () -> null;

  /** The value for the parameter {@code :now}. */
  Instant now();

  /** Time driven from outside. */
  static DatabaseTime of(Clock clock) {
    return clock::instant;
  }
}
