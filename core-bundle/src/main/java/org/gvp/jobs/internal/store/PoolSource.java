package org.gvp.jobs.internal.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** Connections of a source that wait for an answer at most that long. Thread-safe. */
final class PoolSource implements DataSource {
  private final DataSource source;
  private final Duration answer;

  PoolSource(DataSource source, Duration answer) {
    this.source = source;
    this.answer = answer;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return limited(source.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return limited(source.getConnection(user, password));
  }

  private Connection limited(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, (int) answer.toMillis());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  /** Ignored: a pool would set it on the source, which it shares with the others. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this) ? type.cast(this) : source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || source.isWrapperFor(type);
  }
}
