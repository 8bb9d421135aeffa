package org.gvp.jobs.internal.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Connections through a pooler in transaction mode, for questions: each is in a read-only
 * transaction with the limits that a session would have had, which ends when it is given back.
 */
final class ReadTransactions extends HikariDataSource {
  private static final String LIMITS = "set local statement_timeout = '1s'; set local jit = off";

  ReadTransactions(HikariConfig config) {
    super(transactional(config));
  }

  private static HikariConfig transactional(HikariConfig config) {
    config.setAutoCommit(false);
    config.setReadOnly(true); // the driver then begins with BEGIN READ ONLY
    return config;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute(LIMITS);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
