package org.gvp.jobs.internal.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
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

  private final HikariDataSource general;
  private final HikariDataSource claims;
  private final HikariDataSource vital;
  private final HikariDataSource readers;

  /** On an unpooled source of connections. */
  public Database(DataSource source) {
    // A plan cached while the register was empty must not scan whole tables later.
    general = pool(source, "general", 6, "set jit = off; set plan_cache_mode = force_custom_plan");
    claims = pool(source, "claims", 1, "set jit = off; set enable_seqscan = off");
    vital = pool(source, "vital", 3, "set jit = off; set plan_cache_mode = force_custom_plan");
    String questions = "set default_transaction_read_only = on; set statement_timeout = '1s'";
    // A page's plan must know its cursor: one for all of them, cached while there were few jobs,
    // reads the whole register later.
    String plans = "set jit = off; set plan_cache_mode = force_custom_plan; ";
    readers = pool(source, "readers", 4, plans + questions);
  }

  private static HikariDataSource pool(DataSource source, String name, int size, String init) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("gvp-jobs-" + name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    config.setConnectionInitSql(init);
    return new HikariDataSource(config);
  }

  /** For planning, paging and everything else that may take a while. */
  public DataSource general() {
    return general;
  }

  /** For claiming alone. */
  public DataSource claims() {
    return claims;
  }

  /** For leases, results and the ends of runs. */
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
    vital.close();
  }
}
