package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A sandbox daemon as a user has it: a home, ports of its own, and a process that is started,
 * stopped and killed. Whatever becomes of a test, neither the process nor its PostgreSQL stay.
 */
final class Daemon implements AutoCloseable {
  private static final Set<Daemon> OPEN = ConcurrentHashMap.newKeySet();
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final int TAIL = 60;

  static {
    // Tests that are cut off leave nothing behind either.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> open().forEach(Daemon::end)));
  }

  private final String name;
  private final Path home;
  private final Path console;
  private final Map<String, String> environment = new TreeMap<>();
  private final Register register;
  private final Web web;
  private Process process;

  /** A new home with free ports; nothing runs yet. */
  Daemon(String name) throws IOException {
    this.name = name;
    this.home = Jars.newHome(name);
    this.console = home.resolveSibling(home.getFileName() + ".out");
    int httpPort = Jars.freePort();
    environment.put("GVP_JOBS_HOME", home.toString());
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(httpPort));
    environment.put("GVP_JOBS_DB_PORT", Integer.toString(Jars.freePort()));
    this.register = new Register(home);
    this.web = new Web(httpPort);
  }

  /** All that have not been closed. */
  static List<Daemon> open() {
    return List.copyOf(OPEN);
  }

  Path home() {
    return home;
  }

  Path agents() {
    return home.resolve("agents");
  }

  Path etc() {
    return home.resolve("etc");
  }

  Register register() {
    return register;
  }

  Web web() {
    return web;
  }

  /** What it is started with. */
  Map<String, String> environment() {
    return environment;
  }

  /** Starts it, and answers how long it was until it may claim jobs. */
  Duration start() throws IOException {
    return start(Jars.javaHome());
  }

  /** Starts it with that Java. */
  Duration start(Path javaHome) throws IOException {
    OPEN.add(this);
    process =
        Commands.java(javaHome, Jars.sandbox(), environment, List.of())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
            .start();
    return Await.until(
        name + " is ready",
        READY,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(name + " has ended with " + process.exitValue());
          }
          return web.status("/health/ready") == 200;
        });
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it as {@code kill -9} does; its PostgreSQL goes on. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " survives SIGKILL");
    }
  }

  /** Asks it to stop, by SIGTERM, and answers how long that took. */
  Duration stop() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(name + " did not stop within " + STOP.toSeconds() + " s");
    }
    return Await.since(start);
  }

  /** Runs the jar's command line on this home. */
  Commands.Output command(String... arguments) throws IOException, InterruptedException {
    return Commands.run(Jars.sandbox(), environment, arguments);
  }

  /** What it has logged since its first start. */
  String log() throws IOException {
    Path log = home.resolve("log/gvp-jobs.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  /** What it has printed since its first start. */
  String output() throws IOException {
    return Files.readString(console);
  }

  /** The process of the PostgreSQL on this home, if it runs. */
  Optional<ProcessHandle> postgres() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("data"), 2)) {
      List<Path> found = files.filter(file -> file.endsWith("postmaster.pid")).limit(1).toList();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readAllLines(found.get(0)).get(0).strip());
      return ProcessHandle.of(pid).filter(Daemon::runs);
    }
  }

  /** Whether a process runs: an ended one may still wait for its parent. */
  static boolean runs(ProcessHandle handle) {
    return handle.isAlive() && handle.info().command().isPresent();
  }

  /** The end of what it said, for whoever must find out why a test failed. */
  String tail() {
    try {
      List<String> lines = new ArrayList<>();
      if (Files.exists(console)) {
        List<String> all = Files.readAllLines(console);
        lines.addAll(all.subList(Math.max(0, all.size() - TAIL), all.size()));
      }
      return "--- " + name + " (" + home + "), end of its output\n" + String.join("\n", lines);
    } catch (IOException e) {
      return "--- " + name + ": its output cannot be read: " + e;
    }
  }

  /** Ends it, gently where possible, and removes its home. */
  @Override
  public void close() throws IOException {
    end();
    OPEN.remove(this);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(console);
  }

  private void end() {
    try {
      if (process != null && !endProcess(process.toHandle(), STOP)) {
        System.err.println(name + " did not end");
      }
      Optional<ProcessHandle> postgres = Files.exists(home) ? postgres() : Optional.empty();
      if (postgres.isPresent() && !endProcess(postgres.get(), Duration.ofSeconds(5))) {
        System.err.println("the PostgreSQL of " + name + " did not end");
      }
    } catch (IOException e) {
      System.err.println("the PostgreSQL of " + name + " may still run: " + e);
    }
  }

  private static boolean endProcess(ProcessHandle handle, Duration most) {
    handle.destroy();
    if (ended(handle, most)) {
      return true;
    }
    handle.destroyForcibly();
    return ended(handle, Duration.ofSeconds(10));
  }

  private static boolean ended(ProcessHandle handle, Duration most) {
    try {
      Await.until("process " + handle.pid() + " ends", most, () -> !runs(handle));
      return true;
    } catch (AssertionError e) {
      return false;
    }
  }
}
