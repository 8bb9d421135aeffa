package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.gvp.jobs.launcher.Settings.Database;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to the register's database for those commands that run outside of the daemon. */
final class Register {
  private static final int LOGIN_SECONDS = 10;

  private final Settings settings;

  Register(Settings settings) {
    this.settings = settings;
  }

  /**
   * A session as the register's owner.
   *
   * @throws UsageException if this home's embedded database cannot be there
   */
  Connection connect() throws SQLException, IOException {
    Database database = settings.database().embedded() ? embedded() : settings.database();
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(database.url());
    dataSource.setApplicationName("gvp-jobs command line");
    dataSource.setLoginTimeout(LOGIN_SECONDS);
    if (database.user() != null) {
      dataSource.setUser(database.user());
    }
    if (database.password() != null) {
      dataSource.setPassword(database.password());
    }
    return dataSource.getConnection();
  }

  private Database embedded() throws IOException {
    Path file = new Home(settings.home()).data().resolve("postgres.properties");
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          settings.home()
              + " has no embedded database yet: start the daemon, or set "
              + Variable.HOME.variable()
              + " to its home");
    }
    int port = Integer.parseInt(properties.getProperty("port"));
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + properties.getProperty("database");
    return new Database(
        url, properties.getProperty("user"), properties.getProperty("password"), port);
  }

  /**
   * A failure in PostgreSQL's own words, with what to do about one that is about the connection.
   */
  String explain(SQLException e) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    String state = e.getSQLState();
    if (state != null && state.startsWith("08")) {
      text.append(
          settings.database().embedded()
              ? "\nThe embedded database runs while the daemon does: start the daemon."
              : "\nIs " + Variable.DB_URL.variable() + " right, and the server up?");
    }
    return text.toString();
  }
}
