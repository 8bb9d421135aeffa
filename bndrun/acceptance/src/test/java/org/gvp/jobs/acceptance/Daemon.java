package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Processes;
import org.gvp.jobs.prove.WaitedInVainException;

/**
 * A sandbox daemon as a user has it: a home, ports of its own, and a process that is started,
 * stopped and killed. Whatever becomes of a test, neither the process nor its PostgreSQL stay.
 */
final class Daemon implements AutoCloseable {
  private static final Set<Daemon> OPEN = ConcurrentHashMap.newKeySet();
  private static final Duration STOP = Duration.ofSeconds(45);

  static {
    // Tests that are cut off leave nothing behind either.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> open().forEach(Daemon::end)));
  }

  private final DaemonProcess process;
  private final Register register;
  private final Web web;

  /** A new home with free ports; nothing runs yet. */
  Daemon(String name) throws IOException {
    Path home = Jars.newHome(name);
    int httpPort = Processes.freePort();
    Map<String, String> settings =
        Map.of("GVP_JOBS_DB_PORT", Integer.toString(Processes.freePort()));
    this.process = new DaemonProcess(name, Jars.sandbox(), home, httpPort, settings);
    this.register = new Register(home);
    this.web = new Web(httpPort);
  }

  /** All that have not been closed. */
  static List<Daemon> open() {
    return List.copyOf(OPEN);
  }

  Path home() {
    return process.home();
  }

  Path agents() {
    return home().resolve("agents");
  }

  Path etc() {
    return home().resolve("etc");
  }

  Register register() {
    return register;
  }

  Web web() {
    return web;
  }

  /** What it is started with. */
  Map<String, String> environment() {
    return process.environment();
  }

  /** Starts it, and answers how long it was until it may claim jobs. */
  Duration start() throws IOException {
    return start(Jars.javaHome());
  }

  /** Starts it with that Java. */
  Duration start(Path javaHome) throws IOException {
    OPEN.add(this);
    long start = System.nanoTime();
    process.start(javaHome);
    process.awaitReady();
    return Await.since(start);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it as {@code kill -9} does; its PostgreSQL goes on. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** Asks it to stop, by SIGTERM, and answers how long that took. */
  Duration stop() throws InterruptedException {
    return process.stop();
  }

  /** Runs the jar's command line on this home. */
  Commands.Output command(String... arguments) throws IOException, InterruptedException {
    return Commands.run(Jars.sandbox(), environment(), arguments);
  }

  /** What it has logged since its first start. */
  String log() throws IOException {
    Path log = home().resolve("log/gvp-jobs.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** What it has printed since its first start. */
  String output() throws IOException {
    return Files.readString(process.console());
  }

  /** The process of the PostgreSQL on this home, if it runs. */
  Optional<ProcessHandle> postgres() throws IOException {
    return process.postgres();
  }

  /** The end of what it said, for whoever must find out why a test failed. */
  String tail() {
    return process.tail();
  }

  /** Ends it, gently where possible, and removes its home. */
  @Override
  public void close() throws IOException {
    end();
    OPEN.remove(this);
    try (Stream<Path> files = Files.walk(home())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(process.console());
  }

  private void end() {
    try {
      if (process.isAlive()) {
        Processes.end(process.process().toHandle(), STOP);
      }
      if (Files.exists(home())) {
        postgres().ifPresent(postgres -> Processes.end(postgres, Duration.ofSeconds(5)));
      }
    } catch (IOException | WaitedInVainException e) {
      System.err.println(home() + " may still be in use: " + e);
    }
  }
}
