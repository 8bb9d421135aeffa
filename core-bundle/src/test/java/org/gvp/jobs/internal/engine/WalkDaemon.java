package org.gvp.jobs.internal.engine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gvp.jobs.internal.daemon.Daemon;

/** A daemon of a walk, with what the model knows of its lease. */
final class WalkDaemon {
  static final String LISTED_TYPE = "test.Listed";

  /** A start of a daemon, as the register has it. */
  static final class Incarnation {
    final String node;
    Instant leaseUntil;
    boolean revoked;

    Incarnation(String node, Instant leaseUntil) {
      this.node = node;
      this.leaseUntil = leaseUntil;
    }
  }

  final String node;
  final Daemon daemon;
  final WalkAgent agent;
  boolean held = true;
  boolean asleep;
  int incarnation;
  private final Engine engine;
  private Instant acknowledged;

  WalkDaemon(
      Engine engine,
      String node,
      long seed,
      ConcurrentLinkedQueue<WalkAgent.Line> log,
      AtomicBoolean calm,
      Map<Integer, Incarnation> incarnations)
      throws SQLException {
    this.engine = engine;
    this.node = node;
    daemon = engine.daemon(node);
    agent = new WalkAgent(seed, engine.clock, log, calm);
    Engine.deploy(daemon, agent, "concurrency", WalkAgent.CONCURRENCY);
    Engine.deploy(
        daemon,
        new WalkAgent.Listing(agent),
        "customType",
        LISTED_TYPE,
        "concurrency",
        WalkAgent.CONCURRENCY);
    started(incarnations);
  }

  private void started(Map<Integer, Incarnation> incarnations) {
    incarnations.values().stream().filter(i -> i.node.equals(node)).forEach(i -> i.revoked = true);
    incarnation = (int) engine.number("select max(incarnation) from gvp_jobs.node");
    acknowledged = engine.clock.instant();
    incarnations.put(incarnation, new Incarnation(node, acknowledged.plusSeconds(15)));
    held = true;
  }

  /** Whether its lease lets it begin anything. */
  boolean mayStart() {
    return held && engine.clock.instant().isBefore(acknowledged.plusSeconds(10));
  }

  /** One heartbeat, of the daemon and of the model's lease. */
  void tick(Map<Integer, Incarnation> incarnations) {
    daemon.tick();
    Instant now = engine.clock.instant();
    Incarnation own = incarnations.get(incarnation);
    if (!held) {
      started(incarnations);
    } else if (!acknowledged.plusSeconds(5).isAfter(now)) {
      held = !own.revoked;
      if (held) {
        own.leaseUntil = now.plusSeconds(15);
        acknowledged = now;
      }
    }
    incarnations.values().stream()
        .filter(i -> i.leaseUntil.isBefore(now))
        .forEach(i -> i.revoked = true);
  }
}
