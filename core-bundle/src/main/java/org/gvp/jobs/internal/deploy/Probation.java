package org.gvp.jobs.internal.deploy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the version that was replaced at hand while the new one proves itself, and retires what is
 * not needed any more. A way back is a switch of the routing alone. For the deployer's thread.
 */
final class Probation {
  /** How long running actions may take to end when their agent is replaced or removed. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Probation.class);

  /**
   * A version that proves itself.
   *
   * @param file the file that it is from
   * @param next the version
   * @param old the one before it, which stands by
   * @param from the file that the old one was from
   * @param since since when
   */
  record Trial(String file, AgentBundle next, AgentBundle old, String from, Instant since) {}

  private final Routing routing;
  private final AgentInstaller installer;
  private final DeployThread thread;
  private final ProbationRules rules;
  private final Clock clock;
  private final Map<String, Trial> trials = new TreeMap<>();

  Probation(
      Routing routing,
      AgentInstaller installer,
      DeployThread thread,
      ProbationRules rules,
      Clock clock) {
    this.routing = routing;
    this.installer = installer;
    this.thread = thread;
    this.rules = rules;
    this.clock = clock;
  }

  List<Trial> trials() {
    return List.copyOf(trials.values());
  }

  /** The trial of the version from that file, or null. */
  Trial of(String file) {
    return trials.get(file);
  }

  /**
   * The next version serves in the place of the old one. If the old one was on trial itself, the
   * one before it stays the one to go back to.
   *
   * @param proven whether the old version served until now
   */
  void begin(String file, AgentBundle next, AgentBundle old, String from, boolean proven) {
    Trial unfinished = trials.remove(from);
    if (unfinished != null && !isOfOneName(unfinished.old(), next)) {
      retire(unfinished.old(), () -> {});
      retire(old, () -> {});
    } else if (unfinished != null) {
      retire(old, () -> {});
      begin(new Trial(file, next, unfinished.old(), unfinished.from(), clock.instant()));
    } else if (proven && mayComeBack(old, next)) {
      begin(new Trial(file, next, old, from, clock.instant()));
    } else {
      retire(old, () -> {});
    }
  }

  private boolean mayComeBack(AgentBundle old, AgentBundle next) {
    return rules.jobs() > 0
        && isOfOneName(old, next)
        && routing.trouble(old.bundle().getBundleId()).isEmpty();
  }

  private static boolean isOfOneName(AgentBundle one, AgentBundle other) {
    return one.jar().symbolicName().equals(other.jar().symbolicName());
  }

  private void begin(Trial trial) {
    trials.put(trial.file(), trial);
    park(trial.old());
  }

  /** Gives a version no jobs, but keeps it; what it runs comes to its end beside the thread. */
  void park(AgentBundle agent) {
    long bundle = agent.bundle().getBundleId();
    routing.standBy(bundle);
    thread.beside(
        "emptying " + agent,
        () -> {
          if (!routing.empty(bundle, GRACE)) {
            LOG.info("agent {}: its running actions were handed back", agent);
          }
        });
  }

  /** Ends a {@link #park}. */
  void unpark(AgentBundle agent) {
    routing.serve(agent.bundle().getBundleId());
  }

  /** In what way the version on trial is worse than the one before; empty if it is not. */
  Optional<String> fault(Trial trial) {
    long next = trial.next().bundle().getBundleId();
    return routing
        .trouble(next)
        .or(
            () ->
                rules.fault(
                    routing.experience(trial.old().bundle().getBundleId()),
                    routing.experience(next)));
  }

  /** Whether it has proven itself, or cannot fail any more. */
  boolean isOver(Trial trial) {
    return trial.old().bundle().getState() != Bundle.ACTIVE
        || rules.isOver(
            routing.experience(trial.next().bundle().getBundleId()),
            Duration.between(trial.since(), clock.instant()));
  }

  /** The new version stays; the old one goes. */
  void pass(Trial trial) {
    trials.remove(trial.file());
    retire(trial.old(), () -> {});
  }

  /** The old version serves again; the new one ends what it runs, and goes. */
  void goBack(Trial trial) {
    trials.remove(trial.file());
    routing.standBy(trial.next().bundle().getBundleId());
    routing.serve(trial.old().bundle().getBundleId());
    retire(trial.next(), () -> {});
  }

  /** The file goes, and the version that stood by for it too. */
  void abandon(String file) {
    Trial trial = trials.remove(file);
    if (trial != null) {
      retire(trial.old(), () -> {});
    }
  }

  /** Somebody has removed the version on trial: the one before it serves until it is back. */
  AgentBundle comeForward(String file) {
    Trial trial = trials.remove(file);
    if (trial == null) {
      return null;
    }
    routing.serve(trial.old().bundle().getBundleId());
    return trial.old();
  }

  /** Has a bundle end what it runs and go; beside the thread, for it may take a while. */
  void retire(AgentBundle old, DeployThread.Work afterwards) {
    thread.beside(
        "retiring " + old,
        () -> {
          boolean clean = routing.drain(old.bundle().getBundleId(), GRACE);
          installer.uninstall(old.bundle());
          LOG.info(
              "agent {} is retired{}", old, clean ? "" : "; its running actions were handed back");
          thread.execute("retiring " + old, afterwards);
        });
  }
}
