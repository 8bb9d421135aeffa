package org.gvp.jobs.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Connections to the register's database that are given up while they are being made, if the
 * network drops everything without a word, but then wait for an answer as long as the URL says: the
 * daemon's pools and agents have limits of their own. Thread-safe.
 */
final class RegisterDataSource implements DataSource {
  private static final String SOCKET_TIMEOUT = "socketTimeout";

  /** What the URL does not say itself. In seconds. */
  private static final Map<String, String> DEFAULTS =
      new TreeMap<>(
          Map.of(
              "ApplicationName",
              "gvp-jobs",
              "connectTimeout",
              "5",
              SOCKET_TIMEOUT,
              "10",
              "hostRecheckSeconds",
              "2",
              "targetServerType",
              "primary",
              "tcpKeepAlive",
              "true"));

  private final DataSource source;
  private final int answerMillis;

  /** Of the driver's source that was made with {@link #complete} of that URL. */
  RegisterDataSource(DataSource source, String url) {
    this.source = source;
    String own = parameter(url, SOCKET_TIMEOUT);
    this.answerMillis = own == null ? 0 : Math.multiplyExact(Integer.parseInt(own), 1_000);
  }

  /** The URL with everything that it does not say itself. */
  static String complete(String url) {
    StringBuilder complete = new StringBuilder(url);
    DEFAULTS.forEach(
        (name, value) -> {
          if (parameter(url, name) == null) {
            complete.append(complete.indexOf("?") < 0 ? '?' : '&').append(name).append('=');
            complete.append(value);
          }
        });
    return complete.toString();
  }

  private static String parameter(String url, String name) {
    Matcher parameter = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
    return parameter.find() ? parameter.group(1) : null;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return patient(source.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return patient(source.getConnection(user, password));
  }

  private Connection patient(Connection connection) throws SQLException {
    try {
      connection.setNetworkTimeout(Runnable::run, answerMillis);
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

  /** Ignored: each pool on this source would set its own for all of them. */
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
