package org.gvp.jobs.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database on the server of a daemon that runs for tests, and the login of its owner.
 *
 * @param url JDBC URL
 * @param user the owner
 * @param password that user's
 */
public record TestDatabase(String url, String user, String password) {
  /** A new connection. The caller closes it. */
  public Connection connection() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    return source.getConnection();
  }

  /** The first column of a statement's first row as text; null if there is no row. */
  public String value(String sql, Object... arguments) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      if (!statement.execute()) {
        return null;
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
