package org.gvp.jobs.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A register, asked from outside: each question on a connection of its own, for the server may be
 * another process than a moment ago. Thread-safe.
 */
public final class Register {
  private static final int LOGIN_SECONDS = 20;
  private static final int ANSWER_SECONDS = 60;

  private final PGSimpleDataSource source = new PGSimpleDataSource();

  /** The register of that login. */
  public Register(Login login) {
    source.setUrl(login.url());
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setApplicationName("gvp-jobs prove");
    source.setLoginTimeout(LOGIN_SECONDS);
    source.setSocketTimeout(ANSWER_SECONDS);
  }

  /** A session of its own. */
  public Connection connect() throws SQLException {
    return source.getConnection();
  }

  /** The statement in the file of that name beside this class. */
  static String statement(String name) {
    try (InputStream file = Register.class.getResourceAsStream(name + ".sql")) {
      if (file == null) {
        throw new IllegalStateException("no " + name + ".sql beside " + Register.class.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ".sql", e);
    }
  }

  /** All rows, each with its columns as text. */
  public List<List<String>> rows(String sql, Object... values) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.execute() ? read(statement.getResultSet()) : List.of();
    }
  }

  private static List<List<String>> read(ResultSet result) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
        row.add(result.getString(column));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The first column of the only row. */
  public String text(String sql, Object... values) throws SQLException {
    List<List<String>> rows = rows(sql, values);
    if (rows.size() != 1) {
      throw new SQLException(rows.size() + " rows, not one: " + sql);
    }
    return rows.get(0).get(0);
  }

  /** The only number of the only row. */
  public long number(String sql, Object... values) throws SQLException {
    return Long.parseLong(text(sql, values));
  }
}
