package org.gvp.jobs.sandbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A database of its own for each test, on one real PostgreSQL per JVM. */
public final class TestDatabase implements AutoCloseable {
  private final org.gvp.jobs.internal.testsupport.TestDatabase database;
  private final DataSource dataSource;
  private HikariDataSource pool;

  private TestDatabase(org.gvp.jobs.internal.testsupport.TestDatabase database) {
    this.database = database;
    this.dataSource = database.dataSource();
  }

  /** An empty database. */
  public static TestDatabase empty() {
    return new TestDatabase(org.gvp.jobs.internal.testsupport.TestDatabase.create());
  }

  /** Single connections. */
  public DataSource dataSource() {
    return dataSource;
  }

  /** Pooled connections. */
  public synchronized DataSource pool() {
    if (pool == null) {
      HikariConfig config = new HikariConfig();
      config.setDataSource(dataSource);
      config.setMaximumPoolSize(6);
      pool = new HikariDataSource(config);
    }
    return pool;
  }

  /** Runs a statement. */
  public void execute(String sql) throws SQLException {
    execute(dataSource, sql);
  }

  /** Runs a statement that the database's owner may not. */
  public void executeAsSuperuser(String sql) throws SQLException {
    execute(database.superuserDataSource(), sql);
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The single value that a query answers, as text. */
  public String ask(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The single number that a query answers. */
  public long count(String sql) throws SQLException {
    return Long.parseLong(ask(sql));
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
    database.close();
  }
}
