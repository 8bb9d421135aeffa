package org.gvp.jobs.web.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.postgres.EmbeddedConfig;
import org.gvp.jobs.postgres.EmbeddedServer;
import org.gvp.jobs.query.JobQuery;
import org.postgresql.ds.PGSimpleDataSource;

/** A register on a real PostgreSQL, one server for all tests of the JVM. */
public final class ExampleRegister implements AutoCloseable {
  private static int count;

  private final Database database;
  private final DataSource source;

  private ExampleRegister(DataSource source) {
    this.source = source;
    Migrations.apply(source);
    this.database = new Database(source);
  }

  /** An empty one. */
  public static synchronized ExampleRegister empty() {
    String name = "web_" + ++count;
    execute(
        connect("postgres", "postgres", Server.INSTANCE.superuserPassword()),
        "create database " + name + " owner " + EmbeddedServer.USER);
    return new ExampleRegister(connect(name, EmbeddedServer.USER, Server.INSTANCE.password()));
  }

  /** One with a night's work in it. */
  public static ExampleRegister filled() {
    ExampleRegister register = empty();
    register.execute(read("example.sql"));
    return register;
  }

  /** What the web asks. */
  public JobQuery query() {
    return new PgJobQuery(database.readers());
  }

  /** Runs statements. */
  public void execute(String sql) {
    execute(source, sql);
  }

  private static void execute(DataSource source, String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("statement failed: " + e.getMessage(), e);
    }
  }

  private static String read(String name) {
    try (InputStream file = ExampleRegister.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    database.close();
  }

  private static DataSource connect(String name, String user, String password) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {"127.0.0.1"});
    dataSource.setPortNumbers(new int[] {Server.INSTANCE.port()});
    dataSource.setDatabaseName(name);
    dataSource.setUser(user);
    dataSource.setPassword(password);
    return dataSource;
  }

  /** The JVM's server; speed goes before safety here. */
  private static final class Server {
    static final EmbeddedServer INSTANCE = start();

    private static EmbeddedServer start() {
      try {
        Path folder = Files.createTempDirectory("gvp-jobs-web-test");
        EmbeddedServer server =
            EmbeddedServer.start(
                EmbeddedConfig.ofHome(folder, 0)
                    .withBinaries(folder.resolveSibling("gvp-jobs-test-programs"))
                    .with("shared_buffers", "64MB")
                    .with("logging_collector", "off")
                    .with("fsync", "off")
                    .with("full_page_writes", "off"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, folder)));
        return server;
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
