package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.gvp.jobs.register.JobRegisterException;

/** Brings the register's schema up to what this daemon knows. Migrations only add. */
public final class Migrations {
  /** The schema that everything of the register stands in. */
  public static final String SCHEMA = "gvp_jobs";

  /** The newest of the files in {@code migration}: what a daemon that may not migrate asks for. */
  static final int NEWEST = 13;

  private static final Sql STANDING = Sql.named("readStanding");
  private static final Sql VERSION = Sql.named("readSchemaVersion");
  private static final Sql LACKING = Sql.named("lackingRights");
  private static final Sql ENSURE_ROLES = Sql.named("ensureRoles");

  private Migrations() {}

  private record Standing(
      String login,
      String database,
      boolean made,
      boolean mayMigrate,
      boolean enters,
      String owner) {}

  /**
   * Has the register ready for a daemon: its owner migrates it; any other login, and one that comes
   * through a pooler, finds it migrated.
   *
   * @throws RegisterRefusedException if neither can be; the message says what to do
   */
  public static void prepare(DataSource database, SchemaConfig config) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Standing standing = standing(connection);
      if (!standing.mayMigrate || config.pooled()) {
        requireMigrated(connection, standing, config);
        return;
      }
    }
    apply(database, config);
  }

  /** Applies what is missing, with the usual roles. */
  public static void apply(DataSource database) {
    apply(database, SchemaConfig.DEFAULT);
  }

  /**
   * Applies what is missing, as the register's owner; several daemons may do so at once. Answers
   * the version that the register has now.
   *
   * @throws RegisterRefusedException if the login may not; the message says what to do
   */
  public static int apply(DataSource database, SchemaConfig config) {
    try {
      requireOwner(database);
      migrate(database);
      return finish(database, config);
    } catch (SQLException e) {
      throw new JobRegisterException("the register was not migrated: " + e.getMessage(), e);
    }
  }

  private static void requireOwner(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Standing standing = standing(connection);
      if (!standing.mayMigrate) {
        throw mayNotMigrate(standing);
      }
    }
  }

  private static void migrate(DataSource database) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(database)
        .defaultSchema(SCHEMA)
        .createSchemas(true)
        .locations("classpath:org/gvp/jobs/internal/store/migration")
        .table("schema_version")
        // A newer daemon may have been here: its migrations only add, so this one works beside it.
        .ignoreMigrationPatterns("*:future")
        .load()
        .migrate();
  }

  private static int finish(DataSource database, SchemaConfig config) throws SQLException {
    try (Connection connection = database.getConnection()) {
      ensureRoles(connection, config.rolePrefix());
      return version(connection);
    }
  }

  private static Standing standing(Connection connection) throws SQLException {
    try (NamedStatement statement = STANDING.prepare(connection)) {
      return statement
          .list(
              row ->
                  new Standing(
                      row.getString("login"),
                      row.getString("database"),
                      row.getBoolean("made"),
                      row.getBoolean("may_migrate"),
                      row.getBoolean("enters"),
                      row.getString("owner")))
          .get(0);
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (NamedStatement statement = VERSION.prepare(connection)) {
      return statement.list(row -> row.getInt(1)).get(0);
    }
  }

  private static void ensureRoles(Connection connection, String prefix) throws SQLException {
    try (NamedStatement statement = ENSURE_ROLES.prepare(connection)) {
      String asked = statement.set("prefix", prefix).list(row -> row.getString(1)).get(0);
      if (asked != null) {
        throw new RegisterRefusedException(
            "the register's roles are missing, and its owner may not make them: have a DBA run"
                + " this, then start again\n"
                + asked);
      }
    }
  }

  private static void requireMigrated(Connection connection, Standing standing, SchemaConfig config)
      throws SQLException {
    if (!standing.made) {
      throw mayNotMigrate(standing);
    }
    if (!standing.enters) {
      throw new RegisterRefusedException(
          ("user %1$s has no right to the register in database %2$s: have its owner, %3$s, run:"
                  + " grant \"%4$sdaemon\" to \"%1$s\"")
              .formatted(standing.login, standing.database, standing.owner, config.rolePrefix()));
    }
    int found = version(connection);
    if (found < NEWEST) {
      throw new RegisterRefusedException(
          ("the register in database %s is at version %d and this daemon needs %d: first run"
                  + " 'java -jar gvp-jobs.jar migrate' as its owner, %s%s")
              .formatted(
                  standing.database,
                  found,
                  NEWEST,
                  standing.owner,
                  config.pooled() ? ", straight on the server and not through the pooler" : ""));
    }
    requireRights(connection, standing);
  }

  private static void requireRights(Connection connection, Standing standing) throws SQLException {
    try (NamedStatement statement = LACKING.prepare(connection)) {
      List<String> lacking = statement.list(row -> row.getString(1));
      if (!lacking.isEmpty()) {
        throw new RegisterRefusedException(
            ("user %s lacks rights in database %s (%s): 'java -jar gvp-jobs.jar migrate', run as"
                    + " the register's owner, %s, grants them")
                .formatted(
                    standing.login, standing.database, String.join(", ", lacking), standing.owner));
      }
    }
  }

  private static RegisterRefusedException mayNotMigrate(Standing standing) {
    return new RegisterRefusedException(
        standing.made
            ? "user %s may not migrate the register in database %s: run it as its owner, %s"
                .formatted(standing.login, standing.database, standing.owner)
            : ("there is no register in database %s yet: run 'java -jar gvp-jobs.jar migrate' as"
                    + " the user who is to own it; 'check' prints the SQL for the logins")
                .formatted(standing.database));
  }
}
