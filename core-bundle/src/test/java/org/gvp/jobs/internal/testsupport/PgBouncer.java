package org.gvp.jobs.internal.testsupport;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Debian's PgBouncer in transaction mode before a test's database, with fewer sessions than it has
 * clients, so that each transaction may find another one.
 */
public final class PgBouncer implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");
  private static final String UNPRIVILEGED = "nobody";

  private final TestDatabase database;
  private final Path folder;
  private final int port;
  private final Process process;

  /**
   * Starts it for one login; a test that finds no PgBouncer is skipped, and fails where it must.
   */
  public PgBouncer(TestDatabase database, Login login) throws IOException {
    require();
    this.database = database;
    this.folder = Files.createTempDirectory("gvp-jobs-pgbouncer");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    this.port = freePort();
    Path users = folder.resolve("users.txt");
    Files.writeString(users, "\"%s\" \"%s\"%n".formatted(login.name(), Login.PASSWORD));
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        * = host=127.0.0.1 port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = %s
        pool_mode = transaction
        idle_transaction_timeout = 10
        default_pool_size = 4
        ignore_startup_parameters = extra_float_digits
        """
            .formatted(database.port(), port, users));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", UNPRIVILEGED));
    }
    command.add(settings.toString());
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Await.until(() -> "PgBouncer to listen, but it says " + read(log), this::listens);
  }

  private static void require() {
    if (!Files.isExecutable(PROGRAM)) {
      String reason = PROGRAM + " is not there: nothing is tried through a pooler";
      if ("true".equals(System.getenv("GVP_JOBS_CI"))) {
        fail(reason + ", and GVP_JOBS_CI wants it");
      }
      System.out.println("SKIPPED: " + reason);
      abort(reason);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Unpooled connections of the login through it, as the documentation has them. */
  public DataSource dataSource(Login login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0".formatted(port, database.name()));
    source.setUser(login.name());
    source.setPassword(Login.PASSWORD);
    return source;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
