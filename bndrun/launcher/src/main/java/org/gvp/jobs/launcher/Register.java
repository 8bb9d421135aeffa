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
import javax.net.ssl.SSLException;
import javax.sql.DataSource;
import org.gvp.jobs.launcher.Settings.Database;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to the register's database for those commands that run outside of the daemon. */
final class Register {
  private static final int LOGIN_SECONDS = 10;

  private final Settings settings;

  Register(Settings settings) {
    this.settings = settings;
  }

  /**
   * A session as the user that the settings name.
   *
   * @throws UsageException if this home's embedded database cannot be there
   */
  Connection connect() throws SQLException, IOException {
    return dataSource().getConnection();
  }

  /**
   * Sessions as the user that the settings name, not pooled.
   *
   * @throws UsageException if this home's embedded database cannot be there
   */
  DataSource dataSource() throws IOException {
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
    return dataSource;
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
        url,
        properties.getProperty("user"),
        properties.getProperty("password"),
        port,
        settings.database().rolePrefix());
  }

  /**
   * A failure in PostgreSQL's own words, with what to do about one that is about the connection.
   */
  String explain(SQLException e) {
    return e.getMessage() + cure(e);
  }

  private String cure(SQLException e) {
    if (!String.valueOf(e.getSQLState()).startsWith("08")) {
      return "";
    } else if (settings.database().embedded()) {
      return "\nThe embedded database runs while the daemon does: start the daemon.";
    } else if (e.getMessage().contains("could not be verified")) {
      return "\nThe server's certificate is for another name than "
          + Driver.parseURL(settings.database().url(), null).getProperty("PGHOST")
          + ": name it in "
          + Variable.DB_URL.variable()
          + " as the certificate does.";
    }
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "\nThe server's certificate was not signed by one in sslrootcert: put that of"
            + " its authority there.";
      }
    }
    return "\nIs " + Variable.DB_URL.variable() + " right, and the server up?";
  }
}
