package org.gvp.jobs.launcher;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gvp.jobs.launcher.Settings.Database;

/** Tries the register's database: the server, the way to it, and the user's rights. */
final class RegisterCheck {
  private static final int OLDEST_SERVER = 15;
  private static final int NEWEST_SERVER = 18;
  private static final String NO_DATABASE = "3D000";
  private static final Set<String> NO_LOGIN = Set.of("28P01", "28000");

  /** Whether the user owns the register or may make it; and whether there is one. */
  private static final String STANDING =
      """
      select current_user, current_database(), n.nspname is not null as made,
        coalesce(pg_has_role(n.nspowner, 'USAGE'),
                 has_database_privilege(current_database(), 'CREATE')) as owns,
        pg_get_userbyid(n.nspowner) as owner,
        coalesce(has_schema_privilege(n.oid, 'USAGE'), false) as enters
      from (values ('gvp_jobs')) as register(schema)
      left join pg_namespace n on n.nspname = register.schema
      """;

  private static final String TLS =
      "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()";

  /** Where the findings go. */
  @FunctionalInterface
  interface Report {
    /** Something was tried; the cure is for what is not well. */
    void add(boolean ok, String what, String found, String cure);
  }

  private final Settings settings;
  private final Register register;
  private final Report report;

  RegisterCheck(Settings settings, Report report) {
    this.settings = settings;
    this.register = new Register(settings);
    this.report = report;
  }

  void run() throws IOException {
    try (Connection connection = register.connect();
        Statement statement = connection.createStatement()) {
      server(connection);
      way(statement);
      rights(statement);
    } catch (SQLException e) {
      report.add(false, "register", register.explain(e).replace("\n", " "), null);
      setUp(String.valueOf(e.getSQLState()));
    } catch (UsageException e) {
      report.add(false, "register", e.getMessage(), null);
    }
  }

  private void server(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    report.add(
        version >= OLDEST_SERVER && version <= NEWEST_SERVER,
        "register",
        "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion() + " answers",
        "use PostgreSQL " + OLDEST_SERVER + " to " + NEWEST_SERVER);
  }

  private void way(Statement statement) throws SQLException {
    if (settings.database().pooled()) {
      report.add(
          true, "pooler", "in transaction mode, as prepareThreshold=0 in the URL says", null);
      return;
    }
    try (ResultSet row = statement.executeQuery(TLS)) {
      boolean on = row.next() && row.getBoolean(1);
      String verified = settings.database().url().contains("sslmode=verify-full") ? "" : "not ";
      report.add(
          true,
          "TLS",
          on
              ? "on (" + row.getString(2) + "), server " + verified + "verified by name"
              : "off; across a network add sslmode=verify-full&sslrootcert=<file> to the URL",
          null);
    }
  }

  private void rights(Statement statement) throws SQLException {
    String user;
    String database;
    String owner;
    boolean made;
    boolean owns;
    boolean enters;
    try (ResultSet row = statement.executeQuery(STANDING)) {
      row.next();
      user = row.getString("current_user");
      database = row.getString("current_database");
      owner = row.getString("owner");
      made = row.getBoolean("made");
      owns = row.getBoolean("owns");
      enters = row.getBoolean("enters");
    }
    String who = "user " + user + " in database " + database;
    if (owns) {
      report.add(true, "rights", who + (made ? " owns the register" : " may make it"), null);
    } else if (!made) {
      report.add(
          false,
          "rights",
          who + " finds no register and may not make one",
          "have its owner run 'migrate'; whoever is to own it needs: grant create on database \""
              + database
              + "\" to him");
    } else if (!enters) {
      report.add(
          false,
          "rights",
          who + " may not use the register",
          "have its owner, %s, run: grant \"%sdaemon\" to \"%s\""
              .formatted(owner, settings.database().rolePrefix(), user));
    } else {
      daemonsRights(statement, who, owner);
    }
  }

  private void daemonsRights(Statement statement, String who, String owner) throws SQLException {
    List<String> lacking = new ArrayList<>();
    try (ResultSet row = statement.executeQuery("select gvp_jobs.lacking_rights()")) {
      while (row.next()) {
        lacking.add(row.getString(1));
      }
    }
    report.add(
        lacking.isEmpty(),
        "rights",
        lacking.isEmpty()
            ? who + " has all that a daemon needs"
            : who + " lacks " + String.join(", ", lacking),
        "have the register's owner, " + owner + ", run 'migrate', which grants them");
  }

  /** Where there is no such user or database: how a DBA makes them. */
  private void setUp(String sqlState) {
    boolean noDatabase = NO_DATABASE.equals(sqlState);
    Database database = settings.database();
    if (database.embedded() || database.user() == null) {
      return;
    }
    if (noDatabase || NO_LOGIN.contains(sqlState)) {
      Console.say("");
      Console.say("If they are missing, a DBA makes database and logins by this SQL:");
      Console.say("");
      SetupSql.of(database).lines(noDatabase).forEach(Console::say);
      Console.say("");
      Console.say("Then run 'migrate' as the owner, and the daemon as the other one.");
    }
  }
}
