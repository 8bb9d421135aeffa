package org.gvp.jobs.internal.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Whether the register can be reached, and since when it cannot. Thread-safe. */
public final class Reach {
  /** Connection exceptions, insufficient resources, operator intervention, system errors. */
  private static final Set<String> OUT_CLASSES = Set.of("08", "53", "57", "58");

  private final Clock clock;
  private final LongSupplier nanos;
  private Instant outSince;
  private boolean failedEver;
  private long lastFailure;

  /**
   * Within reach until it is told otherwise.
   *
   * @param nanos monotonic time of this process
   */
  public Reach(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Whether the register could not be reached, or was in no state to do what it was asked for: no
   * connection, shutting down, read-only, out of space or connections, too slow. Then the same is
   * worth another try, and nothing is known of a transaction whose commit this was the answer to.
   */
  public static boolean isOut(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || state.length() != 5
        || OUT_CLASSES.contains(state.substring(0, 2))
        || state.equals("25006")
        || state.equals("25P03");
  }

  /** It did not answer; says whether it had before. */
  public synchronized boolean failed() {
    failedEver = true;
    lastFailure = nanos.getAsLong();
    boolean first = outSince == null;
    outSince = first ? clock.instant() : outSince;
    return first;
  }

  /** It answers; says since when it had not, if that is news. */
  public synchronized Optional<Instant> reached() {
    Optional<Instant> since = outSince();
    outSince = null;
    return since;
  }

  /** Since when it cannot be reached; empty while it can. */
  public synchronized Optional<Instant> outSince() {
    return Optional.ofNullable(outSince);
  }

  /** Whether it has answered every time for that long. */
  public synchronized boolean hasBeenSteadyFor(Duration time) {
    return outSince == null && (!failedEver || nanos.getAsLong() - lastFailure >= time.toNanos());
  }
}
