package org.gvp.jobs.internal.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gvp.jobs.postgres.EmbeddedConfig;
import org.gvp.jobs.postgres.EmbeddedServer;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * An empty PostgreSQL database of its own for a test. The server is started by the first one and
 * shared by all tests of the JVM; it ends with the JVM and leaves nothing behind.
 *
 * <p>Sessions are in a time zone that no code should expect, 12:45 or 13:45 hours off UTC, so that
 * whatever depends on the session's time zone shows.
 */
public final class TestDatabase implements AutoCloseable {
  /** The time zone of every session. */
  public static final String TIME_ZONE = "Pacific/Chatham";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /** A fresh database, owned by an ordinary user who may create roles: the daemon's situation. */
  public static TestDatabase create() {
    String name = "test_" + COUNT.incrementAndGet();
    administrate(
        "create database " + name + " owner " + EmbeddedServer.USER + " strategy file_copy");
    return new TestDatabase(name);
  }

  /** Unpooled connections as the database's owner. */
  public DataSource dataSource() {
    return dataSource(user(), password());
  }

  /** Unpooled connections as the server's superuser. */
  public DataSource superuserDataSource() {
    return dataSource("postgres", Server.INSTANCE.superuserPassword());
  }

  /** Unpooled connections as another user. */
  public DataSource dataSource(String user, String password) {
    return connect(name, user, password);
  }

  /** The database's name, unlike that of any other in this JVM. */
  public String name() {
    return name;
  }

  /** The JDBC URL, without user and password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + name;
  }

  /** Where the server listens, on 127.0.0.1. */
  public int port() {
    return Server.INSTANCE.port();
  }

  /** The user that {@link #dataSource()} connects as. */
  public String user() {
    return EmbeddedServer.USER;
  }

  /** The password of {@link #user()}. */
  public String password() {
    return Server.INSTANCE.password();
  }

  /** Drops the database, whoever is still connected. */
  @Override
  public void close() {
    administrate("drop database if exists " + name + " with (force)");
  }

  private static void administrate(String sql) {
    try (Connection connection =
            connect("postgres", "postgres", Server.INSTANCE.superuserPassword()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("'" + sql + "' failed: " + e.getMessage(), e);
    }
  }

  private static DataSource connect(String database, String user, String password) {
    ForeignTimeZoneDataSource dataSource = new ForeignTimeZoneDataSource();
    dataSource.setServerNames(new String[] {"127.0.0.1"});
    dataSource.setPortNumbers(new int[] {Server.INSTANCE.port()});
    dataSource.setDatabaseName(database);
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  /** The driver gives each session the JVM's time zone, so the server's setting is not enough. */
  private static final class ForeignTimeZoneDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      Connection connection = super.getConnection(user, password);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set time zone '" + TIME_ZONE + "'");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    }
  }

  /** The JVM's server; speed goes before safety here. */
  private static final class Server {
    static final EmbeddedServer INSTANCE = start();

    private static EmbeddedServer start() {
      Path folder = temporaryFolder();
      Path programs = folder.resolveSibling("gvp-jobs-test-programs");
      EmbeddedServer server =
          EmbeddedServer.start(
              EmbeddedConfig.ofHome(folder, 0)
                  .withBinaries(programs)
                  .with("shared_buffers", "64MB")
                  .with("max_wal_size", "512MB")
                  .with("logging_collector", "off")
                  .with("fsync", "off")
                  .with("full_page_writes", "off"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, folder)));
      return server;
    }

    private static Path temporaryFolder() {
      try {
        return Files.createTempDirectory("gvp-jobs-test");
      } catch (IOException e) {
        throw new UncheckedIOException("no temporary folder for the tests' PostgreSQL", e);
      }
    }

    private static void remove(EmbeddedServer server, Path folder) {
      server.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the tests' PostgreSQL left " + folder, e);
      }
    }
  }
}
