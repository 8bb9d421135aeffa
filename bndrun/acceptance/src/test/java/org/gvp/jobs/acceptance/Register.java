package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/** The embedded database of a home, by the address and password that lie in the home. */
final class Register {
  private final Path credentials;

  Register(Path home) {
    this.credentials = home.resolve("data/postgres.properties");
  }

  String url() throws IOException {
    Properties given = properties();
    return "jdbc:postgresql://127.0.0.1:"
        + given.getProperty("port")
        + "/"
        + given.getProperty("database");
  }

  String user() throws IOException {
    return properties().getProperty("user");
  }

  String password() throws IOException {
    return properties().getProperty("password");
  }

  private Properties properties() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(credentials)) {
      properties.load(reader);
    }
    return properties;
  }

  private static Connection connect(String url, String user, String password) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    source.setLoginTimeout(5);
    return source.getConnection();
  }

  /** All rows, each with its columns as text. */
  List<List<String>> rows(String sql, Object... values) throws SQLException, IOException {
    return rows(url(), user(), password(), sql, values);
  }

  /** The same as the server's superuser in any of its databases. */
  List<List<String>> asSuperuser(String database, String sql) throws SQLException, IOException {
    String url = url().replaceAll("/[^/]*$", "/" + database);
    return rows(url, "postgres", properties().getProperty("superuser.password"), sql);
  }

  private static List<List<String>> rows(
      String url, String user, String password, String sql, Object... values) throws SQLException {
    try (Connection connection = connect(url, user, password);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<List<String>> rows = new ArrayList<>();
      if (statement.execute()) {
        try (ResultSet result = statement.getResultSet()) {
          while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
              row.add(result.getString(column));
            }
            rows.add(row);
          }
        }
      }
      return rows;
    }
  }

  /** The first column of the only row. */
  String text(String sql, Object... values) throws SQLException, IOException {
    List<List<String>> rows = rows(sql, values);
    if (rows.size() != 1) {
      throw new AssertionError(rows.size() + " rows, not one: " + sql);
    }
    return rows.get(0).get(0);
  }

  long number(String sql, Object... values) throws SQLException, IOException {
    return Long.parseLong(text(sql, values));
  }

  /** Creates a job of the sandbox's probe, its actions all alike, and answers its id. */
  long createProbeJob(String name, int actions, String parameters)
      throws SQLException, IOException {
    return number(
        "select gvp_jobs.create_job(?, 'Custom', custom_type => 'sandbox.Probe', actions =>"
            + " (select jsonb_agg(jsonb_build_object('parameters', ?::jsonb))"
            + " from generate_series(1, ?)))",
        name,
        parameters,
        actions);
  }

  String status(long job) throws SQLException, IOException {
    return text("select status from gvp_jobs.job where id = ?", job);
  }
}
