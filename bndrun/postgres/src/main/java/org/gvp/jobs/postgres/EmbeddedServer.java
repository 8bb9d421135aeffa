package org.gvp.jobs.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, with data that are meant to stay.
 *
 * <p>It listens on the loopback interface alone and asks everybody for a password. It outlives a
 * JVM that is killed; the next start on the same data then takes it over.
 */
public final class EmbeddedServer implements AutoCloseable {
  /** The database of the register. */
  public static final String DATABASE = "gvp_jobs";

  /** The ordinary user who owns that database and may create roles. */
  public static final String USER = "gvp_jobs";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final String HOST = "127.0.0.1";
  private static final String SUPERUSER = "postgres";
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final Credentials credentials;

  private EmbeddedServer(Cluster cluster, Credentials credentials) {
    this.cluster = cluster;
    this.credentials = credentials;
  }

  /**
   * Starts the server, or takes over the one that runs on these data.
   *
   * @throws EmbeddedServerException if that cannot be; the message says what to do
   */
  public static EmbeddedServer start(EmbeddedConfig config) {
    try {
      Cluster cluster = Cluster.of(config);
      Credentials credentials = credentials(config, cluster);
      int port = startOrAdopt(config, cluster, credentials);
      if (credentials.port() != port) {
        credentials = credentials.withPort(port);
        credentials.write(config.credentials());
      }
      EmbeddedServer server = new EmbeddedServer(cluster, credentials);
      server.ensureDatabase();
      return server;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "PostgreSQL cannot be started on " + config.data() + ": " + e, e);
    }
  }

  private static Credentials credentials(EmbeddedConfig config, Cluster cluster)
      throws IOException {
    if (Files.exists(config.credentials())) {
      Credentials credentials = Credentials.read(config.credentials());
      if (!cluster.exists()) {
        cluster.create(credentials.superuserPassword());
      }
      return credentials;
    }
    if (cluster.exists()) {
      throw new EmbeddedServerException(
          config.credentials()
              + " is missing, and with it the passwords of the server on "
              + config.data()
              + ": bring the file back from a copy of the home, or move the data away to begin"
              + " with an empty register");
    }
    Credentials credentials = Credentials.create();
    credentials.write(config.credentials());
    cluster.create(credentials.superuserPassword());
    return credentials;
  }

  private static int startOrAdopt(EmbeddedConfig config, Cluster cluster, Credentials credentials)
      throws IOException {
    Optional<Postmaster> running = Postmaster.of(config.data());
    int port = config.port();
    if (port == 0) {
      port = running.isPresent() ? running.get().port() : freePort();
    }
    boolean changed = cluster.configure(port);
    if (running.isPresent()) {
      if (!changed && answers(port, credentials)) {
        LOG.info("took over the PostgreSQL that runs on {}, port {}", config.data(), port);
        return port;
      }
      cluster.stop();
    }
    requireFree(port);
    cluster.start();
    LOG.info("started PostgreSQL on {}, port {}", config.data(), port);
    return port;
  }

  private static boolean answers(int port, Credentials credentials) {
    try (Connection connection =
        dataSource(port, SUPERUSER, SUPERUSER, credentials.superuserPassword()).getConnection()) {
      return connection.isValid((int) LOGIN_TIMEOUT.toSeconds());
    } catch (SQLException e) {
      LOG.warn("the PostgreSQL that runs on port {} is restarted: {}", port, e.getMessage());
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  private static void requireFree(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As PostgreSQL does it: connections of the past do not count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(HOST, port));
    } catch (BindException e) {
      throw new EmbeddedServerException(
          "port "
              + port
              + " on "
              + HOST
              + " is taken by another program, so the embedded PostgreSQL cannot have it: set"
              + " GVP_JOBS_DB_PORT to a free port",
          e);
    }
  }

  private void ensureDatabase() {
    DatabaseSetup setup =
        new DatabaseSetup(
            dataSource(port(), SUPERUSER, SUPERUSER, credentials.superuserPassword()));
    try {
      setup.ensure(DATABASE, USER, credentials.password());
    } catch (SQLException e) {
      throw new EmbeddedServerException(
          "the embedded PostgreSQL on port "
              + port()
              + " did not take its database: "
              + e.getMessage()
              + "; its log is in "
              + cluster.log(),
          e);
    }
  }

  private static PGSimpleDataSource dataSource(
      int port, String database, String user, String password) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {HOST});
    dataSource.setPortNumbers(new int[] {port});
    dataSource.setDatabaseName(database);
    dataSource.setUser(user);
    dataSource.setPassword(password);
    dataSource.setLoginTimeout((int) LOGIN_TIMEOUT.toSeconds());
    return dataSource;
  }

  /** Where the server listens. */
  public int port() {
    return credentials.port();
  }

  /** The JDBC URL of the register's database. */
  public String url() {
    return "jdbc:postgresql://" + HOST + ":" + port() + "/" + DATABASE;
  }

  /** The ordinary user who owns the register's database. */
  public String user() {
    return USER;
  }

  /** That user's password. */
  public String password() {
    return credentials.password();
  }

  /** The password of the superuser {@code postgres}. */
  public String superuserPassword() {
    return credentials.superuserPassword();
  }

  /** Stops the server: sessions are ended, what they committed is kept. */
  @Override
  public void close() {
    try {
      cluster.stop();
      LOG.info("stopped PostgreSQL on port {}", port());
    } catch (IOException e) {
      throw new EmbeddedServerException("PostgreSQL on port " + port() + " was not stopped", e);
    }
  }

  /** Names the programs and settings of the server, for messages. */
  @Override
  public String toString() {
    return "PostgreSQL " + List.of(url(), cluster);
  }
}
