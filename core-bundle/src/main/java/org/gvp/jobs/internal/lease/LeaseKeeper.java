package org.gvp.jobs.internal.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this daemon's lease: one row per start of it, on the database's clock. A start revokes
 * earlier ones of the same node at once, so that their jobs need not wait for the lease to run out.
 * Thread-safe.
 */
public final class LeaseKeeper implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final Sql REGISTER = Sql.named(LeaseKeeper.class, "registerNode");
  private static final Sql REVOKE = Sql.named(LeaseKeeper.class, "revokePredecessors");
  private static final Sql RENEW = Sql.named(LeaseKeeper.class, "renewLease");
  private static final Sql END = Sql.named(LeaseKeeper.class, "endLease");

  private final DataSource pool;
  private final String node;
  private final String version;
  private final LeaseConfig config;
  private final DatabaseTime time;
  private final LongSupplier nanos;
  private final Runnable whenLost;
  private volatile int incarnation;
  private volatile long acknowledged;
  private volatile boolean held;

  /**
   * For a node.
   *
   * @param nanos monotonic time of this process
   * @param whenLost called when the lease was lost: everything that runs is no longer ours
   */
  public LeaseKeeper(
      DataSource pool,
      String node,
      String version,
      LeaseConfig config,
      DatabaseTime time,
      LongSupplier nanos,
      Runnable whenLost) {
    this.pool = pool;
    this.node = node;
    this.version = version;
    this.config = config;
    this.time = time;
    this.nanos = nanos;
    this.whenLost = whenLost;
  }

  /** Enters this start of the daemon into the register. */
  public synchronized void start() throws SQLException {
    long asked = nanos.getAsLong();
    incarnation = Database.inTransaction(pool, this::register);
    acknowledged = asked;
    held = true;
    LOG.info("node {}: started as incarnation {}", node, incarnation);
  }

  private int register(Connection connection) throws SQLException {
    int number;
    try (NamedStatement statement = REGISTER.prepare(connection)) {
      number =
          statement
              .set("node", node)
              .set("version", version)
              .set("now", time.now())
              .set("seconds", seconds())
              .list(row -> row.getInt(1))
              .get(0);
    }
    try (NamedStatement statement = REVOKE.prepare(connection)) {
      List<Integer> revoked =
          statement.set("node", node).set("incarnation", number).list(row -> row.getInt(1));
      if (!revoked.isEmpty()) {
        LOG.info("node {}: revoked its earlier incarnations {}", node, revoked);
      }
    }
    return number;
  }

  private double seconds() {
    return config.duration().toMillis() / 1000.0;
  }

  /** Renews the lease if that is due. Call it often. */
  public synchronized void tick() throws SQLException {
    if (!held) {
      start();
    } else if (nanos.getAsLong() - acknowledged >= config.renewal().toNanos()) {
      renew();
    }
  }

  private void renew() throws SQLException {
    long asked = nanos.getAsLong();
    int renewed;
    try (Connection connection = pool.getConnection();
        NamedStatement statement = RENEW.prepare(connection)) {
      renewed =
          statement
              .set("incarnation", incarnation)
              .set("now", time.now())
              .set("seconds", seconds())
              .update();
    }
    if (renewed == 1) {
      acknowledged = asked;
      return;
    }
    held = false;
    LOG.error(
        "node {}: lost its lease as incarnation {}: its jobs are taken over by others; starting"
            + " again as a new incarnation",
        node,
        incarnation);
    whenLost.run();
  }

  /** Gives the lease up: nothing of this daemon runs any more. */
  public synchronized void end() throws SQLException {
    if (!held) {
      return;
    }
    held = false;
    try (Connection connection = pool.getConnection();
        NamedStatement statement = END.prepare(connection)) {
      statement.set("incarnation", incarnation).set("now", time.now()).update();
    }
  }

  @Override
  public int incarnation() {
    return incarnation;
  }

  @Override
  public boolean mayStart() {
    long age = nanos.getAsLong() - acknowledged;
    return held && age < config.duration().minus(config.margin()).toNanos();
  }
}
