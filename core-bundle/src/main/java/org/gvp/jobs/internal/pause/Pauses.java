package org.gvp.jobs.internal.pause;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.query.PauseRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is paused, as it was read last. Until it has been read for the first time everything is.
 * When it cannot be read, what was known last holds. Thread-safe.
 */
public final class Pauses {
  private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

  private final Supplier<List<PauseRow>> source;
  private final String node;
  private volatile Set<PauseRow> known = Set.of();
  private volatile boolean read;

  /** As a node sees them. */
  public Pauses(Supplier<List<PauseRow>> source, String node) {
    this.source = source;
    this.node = node;
  }

  /** Reads them anew, and tells of those that have come and gone. */
  public void refresh() {
    Set<PauseRow> before = known;
    Set<PauseRow> now =
        source.get().stream()
            .filter(pause -> !pause.scope().equals("node") || pause.holds(node))
            .collect(Collectors.toUnmodifiableSet());
    known = now;
    read = true;
    without(now, before).forEach(this::tellPaused);
    without(before, now).forEach(this::tellResumed);
  }

  private static Set<PauseRow> without(Set<PauseRow> some, Set<PauseRow> others) {
    Set<PauseRow> rest = new HashSet<>(some);
    rest.removeAll(others);
    return rest;
  }

  private void tellPaused(PauseRow pause) {
    LOG.warn(
        "node {}: {} is paused, by {}: {}. To lift it: {}",
        node,
        pause.what(),
        pause.actor(),
        pause.reason() == null ? "no reason given" : pause.reason(),
        pause.undo());
  }

  private void tellResumed(PauseRow pause) {
    LOG.info("node {}: {} is no longer paused by {}", node, pause.what(), pause.actor());
  }

  /** Whether this node claims no jobs and fires no schedules. */
  public boolean holdNode() {
    return !read || any(pause -> pause.holds(node));
  }

  /** Whether jobs of that type are not claimed. */
  public boolean hold(JobTypeKey type) {
    return holdNode()
        || any(
            pause ->
                pause.scope().equals("type")
                    && pause.name().equals(type.jobType())
                    && Objects.equals(pause.customType(), type.customType()));
  }

  /** Whether the schedule of that name does not fire. */
  public boolean holdSchedule(String name) {
    return holdNode()
        || any(pause -> pause.scope().equals("schedule") && pause.name().equals(name));
  }

  private boolean any(Predicate<PauseRow> condition) {
    return known.stream().anyMatch(condition);
  }
}
