package org.gvp.jobs.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Makes the register's user and database on a server, unless they are there. */
final class DatabaseSetup {
  private final DataSource superuser;

  DatabaseSetup(DataSource superuser) {
    this.superuser = superuser;
  }

  /** Names and password are our own words, without anything to quote. */
  void ensure(String database, String user, String password) throws SQLException {
    try (Connection connection = superuser.getConnection();
        Statement statement = connection.createStatement()) {
      if (!exists(connection, "select 1 from pg_roles where rolname = ?", user)) {
        statement.execute("create role " + user + " login createrole password '" + password + "'");
      }
      if (!exists(connection, "select 1 from pg_database where datname = ?", database)) {
        statement.execute("create database " + database + " owner " + user);
      }
    }
  }

  private static boolean exists(Connection connection, String sql, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
