package org.gvp.jobs.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Some daemons on one database, in a folder of their own. Closing it leaves nothing behind,
 * whatever state they are in; that may also happen from a shutdown hook. Thread-safe.
 */
public final class Site implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final List<String> SCHEDULES =
      List.of(
          "org.gvp.jobs.schedule~catalog-export.cfg", "org.gvp.jobs.schedule~update-purchases.cfg");

  private final Path jar;
  private final Path folder;
  private final List<DaemonProcess> daemons = new ArrayList<>();
  private Login login;
  private boolean closed;

  /**
   * A new folder in that one.
   *
   * @param jar of the sandbox
   */
  public Site(Path jar, Path parent) throws IOException {
    this.jar = jar;
    Files.createDirectories(parent);
    this.folder = Files.createTempDirectory(parent.toAbsolutePath().normalize(), "gvp-jobs-prove-");
    // Where root may not run PostgreSQL, another user does, and must get to his data.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Where all of it lies. */
  public Path folder() {
    return folder;
  }

  /** From now on new daemons use that register. */
  public synchronized void use(Login register) {
    this.login = register;
  }

  /** A new daemon on the register, started; the sandbox's schedules do not fire on it. */
  public synchronized DaemonProcess start(String name) throws IOException {
    if (closed) {
      throw new IOException(folder + " is closed");
    }
    Path home = folder.resolve("daemon-" + name);
    Files.createDirectories(home.resolve("etc"));
    for (String schedule : SCHEDULES) {
      Files.writeString(
          home.resolve("etc").resolve(schedule),
          "cron = 0 0 0 1 1 ?\nzone = UTC\njob_type = ProductsIntegrationUpdatePurchases\n"
              + "enabled = false\n");
    }
    Map<String, String> settings = new HashMap<>(login.environment());
    DaemonProcess daemon =
        new DaemonProcess("daemon " + name, jar, home, Processes.freePort(), settings);
    daemons.add(daemon);
    daemon.start();
    return daemon;
  }

  /** All daemons that were ever started here. */
  public synchronized List<DaemonProcess> daemons() {
    return List.copyOf(daemons);
  }

  /** Kills what still runs and deletes the folder. The database must have been stopped. */
  @Override
  public void close() {
    endDaemons();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("left behind " + folder, e);
    }
  }

  /** Kills what still runs, paused or not; from now on no daemon can be started. */
  public synchronized void endDaemons() {
    closed = true;
    for (DaemonProcess daemon : daemons) {
      if (daemon.isAlive()) {
        daemon.process().destroyForcibly();
      }
    }
    for (DaemonProcess daemon : daemons) {
      if (daemon.isAlive()) {
        Processes.end(daemon.process().toHandle(), GRACE);
      }
    }
  }
}
