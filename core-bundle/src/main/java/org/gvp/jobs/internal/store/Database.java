package org.gvp.jobs.internal.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * The daemon's connections to the register, in pools apart: what keeps jobs alive and records their
 * outcome never waits for what looks or plans. Thread-safe.
 */
public final class Database implements AutoCloseable {
  /** Work on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does the work; whatever it throws rolls the transaction back. */
    T on(Connection connection) throws SQLException;
  }

  /**
   * What every session is told. A daemon that is gone without a word must not keep its locks: the
   * server notices after half a minute, and not after the hours that are usual. One that stands
   * still in a transaction has lost its locks before its lease has ended.
   */
  static final String SESSION =
      "set jit = off; set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5;"
          + " set tcp_keepalives_count = 3; set tcp_user_timeout = '30s';"
          + " set idle_in_transaction_session_timeout = '10s'; ";

  private static final Duration KEEPALIVE = Duration.ofMinutes(1);
  private static final String FRESH_PLANS = "set plan_cache_mode = force_custom_plan";

  /**
   * Ends and results are looked up by key; to read a register of some 50,000 for it looks cheap.
   */
  private static final String BY_KEY = "; set enable_hashjoin = off; set enable_mergejoin = off";

  private final DataSource source;
  private final SchemaConfig schema;
  private final Timeouts timeouts;
  private final HikariDataSource lease;
  private final HikariDataSource heartbeat;
  private final HikariDataSource claims;
  private final HikariDataSource vital;
  private final HikariDataSource general;
  private final HikariDataSource readers;

  /** On a source of connections that come straight from the server. */
  public Database(DataSource source) {
    this(source, SchemaConfig.DEFAULT, Timeouts.DEFAULT);
  }

  /**
   * On an unpooled source of connections, which is not waited for longer than that. Through a
   * pooler in transaction mode no session keeps its settings; there the driver prepares nothing on
   * the server, so that every plan is made for its values anyway, and what reads sets its limits in
   * each transaction.
   */
  public Database(DataSource source, SchemaConfig schema, Timeouts timeouts) {
    this.source = source;
    this.schema = schema;
    this.timeouts = timeouts;
    lease = pool("lease", 1, timeouts.lease(), "");
    heartbeat = pool("heartbeat", 2, timeouts.quick(), FRESH_PLANS);
    // A plan cached while the register was empty must not scan whole tables later.
    claims = pool("claims", 1, timeouts.quick(), "set enable_seqscan = off");
    vital = pool("vital", 3, timeouts.slow(), FRESH_PLANS + BY_KEY);
    general = pool("general", 6, timeouts.slow(), FRESH_PLANS);
    // A page's plan must know its cursor: one for all of them, cached while there were few jobs,
    // reads the whole register later.
    String question = "; set default_transaction_read_only = on; set statement_timeout = '1s'";
    HikariConfig reading = config("readers", 4, timeouts.quick(), FRESH_PLANS + question);
    readers = schema.pooled() ? new ReadTransactions(reading) : new HikariDataSource(reading);
  }

  private HikariDataSource pool(String name, int size, Duration answer, String init) {
    return new HikariDataSource(config(name, size, answer, init));
  }

  private HikariConfig config(String name, int size, Duration answer, String init) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(new PoolSource(source, answer));
    config.setPoolName("gvp-jobs-" + name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(least(answer, timeouts.connection()).toMillis());
    config.setValidationTimeout(least(timeouts.lease(), timeouts.connection()).toMillis());
    config.setKeepaliveTime(KEEPALIVE.toMillis());
    config.setInitializationFailTimeout(-1);
    if (!schema.pooled()) {
      // Ours and not the role's: no statement is to go on that nobody waits for any more.
      config.setConnectionInitSql(
          SESSION + "set statement_timeout = " + answer.toMillis() + "; " + init);
    }
    config.setExceptionOverride(new ReadOnlyServer());
    return config;
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** For the lease alone. */
  public DataSource lease() {
    return lease;
  }

  /** For what the heartbeat does besides claiming. */
  public DataSource heartbeat() {
    return heartbeat;
  }

  /** Hears what is said in the register's channel, on a connection of its own. */
  public Channel listen() throws SQLException {
    return Channel.open(new PoolSource(source, timeouts.quick()));
  }

  /** For planning, paging and everything else that may take a while. */
  public DataSource general() {
    return general;
  }

  /** For claiming alone. */
  public DataSource claims() {
    return claims;
  }

  /** For results and the ends of runs. */
  public DataSource vital() {
    return vital;
  }

  /** For questions: read-only, each at most a second. */
  public DataSource readers() {
    return readers;
  }

  /** Runs work in one transaction of the pool. */
  public static <T> T inTransaction(DataSource pool, Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    readers.close();
    claims.close();
    general.close();
    heartbeat.close();
    vital.close();
    lease.close();
  }
}
