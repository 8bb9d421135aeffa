package org.gvp.jobs.internal.testsupport;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** An ordinary user of a test's database who has been granted some roles, and SQL as that user. */
public final class Login implements AutoCloseable {
  /** The password of all of them. */
  public static final String PASSWORD = "secret";

  private final TestDatabase database;
  private final String name;

  /** Makes the user; roles as SQL names them, separated by commas, or nothing. */
  public Login(TestDatabase database, String what, String roles) throws SQLException {
    this.database = database;
    this.name = database.name() + "_" + what;
    run(database.superuserDataSource(), "create role %s login password '%s'", name, PASSWORD);
    if (!roles.isEmpty()) {
      run(database.superuserDataSource(), "grant %s to %s", roles, name);
    }
  }

  /** The user's name. */
  public String name() {
    return name;
  }

  /** Unpooled connections as the user. */
  public DataSource dataSource() {
    return database.dataSource(name, PASSWORD);
  }

  /** The first column of the rows that a statement answers, as texts. */
  public List<String> run(String sql, Object... values) throws SQLException {
    return run(dataSource(), sql, values);
  }

  /** The same as whom the source connects as. */
  public static List<String> run(DataSource source, String sql, Object... values)
      throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> answers = new ArrayList<>();
      if (statement.execute(values.length == 0 ? sql : sql.formatted(values))) {
        try (ResultSet row = statement.getResultSet()) {
          while (row.next()) {
            answers.add(row.getString(1));
          }
        }
      }
      return answers;
    }
  }

  @Override
  public void close() throws SQLException {
    run(database.superuserDataSource(), "drop owned by %s; drop role %s", name, name);
  }
}
