package org.gvp.jobs.prove;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A daemon as ops have it: a home, a port, and a process that is started, stopped and broken. */
public final class DaemonProcess {
  /** How long a start may take on a slow machine. */
  public static final Duration READY_WITHIN = Duration.ofSeconds(300);

  private static final String PREFIX = "GVP_JOBS_";
  private static final Duration STOP_WITHIN = Duration.ofSeconds(50);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int TAIL = 60;

  private final String name;
  private final Path jar;
  private final Path home;
  private final Path console;
  private final Map<String, String> environment = new TreeMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private Process process;

  /**
   * A daemon that does not run yet.
   *
   * @param name for people
   * @param jar the executable jar
   * @param home its home; what it prints goes into a file beside it
   * @param httpPort of its web view
   * @param settings other variables of its environment
   */
  public DaemonProcess(
      String name, Path jar, Path home, int httpPort, Map<String, String> settings) {
    this.name = name;
    this.jar = jar;
    this.home = home;
    this.console = home.resolveSibling(home.getFileName() + ".out");
    environment.putAll(settings);
    environment.put("GVP_JOBS_HOME", home.toString());
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(httpPort));
  }

  /** What people call it. */
  public String name() {
    return name;
  }

  /** Its folder. */
  public Path home() {
    return home;
  }

  /** What it is started with; no other setting reaches it. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Its process, the last one if it has ended. */
  public Process process() {
    return process;
  }

  /** What it has printed since its first start. */
  public Path console() {
    return console;
  }

  /** The name by which the register knows it; it has run once. */
  public String node() throws IOException {
    return Files.readString(home.resolve("data/node-id")).strip();
  }

  /** The program that starts it, with another command than {@code run} if given. */
  public ProcessBuilder program(Path javaHome, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.add("-Xmx320m");
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith(PREFIX));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts it with the Java of this process, and does not wait. */
  public void start() throws IOException {
    start(Path.of(System.getProperty("java.home")));
  }

  /** Starts it with that Java, and does not wait. */
  public void start(Path javaHome) throws IOException {
    process =
        program(javaHome)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()))
            .start();
    process.getOutputStream().close();
  }

  /**
   * Waits until it may claim jobs, and answers for how long.
   *
   * @throws WaitedInVainException if it does not get ready; the message has what it printed last
   */
  public Duration awaitReady() {
    long start = System.nanoTime();
    try {
      Await.until(name + " is ready or has ended", READY_WITHIN, () -> !isAlive() || isReady());
    } catch (WaitedInVainException e) {
      throw new WaitedInVainException(e.getMessage() + "\n" + tail(), e);
    }
    if (!isAlive()) {
      throw new WaitedInVainException(
          name + " has ended with " + process.exitValue() + "\n" + tail(), null);
    }
    return Await.since(start);
  }

  /** Whether it says that it may claim jobs. */
  public boolean isReady() throws InterruptedException {
    URI ready =
        URI.create("http://127.0.0.1:" + environment.get("GVP_JOBS_HTTP_PORT") + "/health/ready");
    HttpRequest request = HttpRequest.newBuilder(ready).timeout(ANSWER_WITHIN).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    } catch (IOException e) {
      return false;
    }
  }

  /** The process of the PostgreSQL that it brings along, if that runs; a kill leaves it running. */
  public Optional<ProcessHandle> postgres() throws IOException {
    Path data = home.resolve("data");
    if (!Files.exists(data)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(data, 2)) {
      Optional<Path> found = files.filter(file -> file.endsWith("postmaster.pid")).findFirst();
      if (found.isEmpty()) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readAllLines(found.get()).get(0).strip());
      return ProcessHandle.of(pid).filter(handle -> Processes.runs(handle.pid()));
    }
  }

  /** Whether its process runs, or is paused. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Kills it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new WaitedInVainException(name + " survives SIGKILL", null);
    }
  }

  /** Holds the process as it is; whoever waits for it learns nothing. */
  public void pause() throws IOException, InterruptedException {
    Processes.signal(process.pid(), "STOP");
  }

  /** Lets a paused process go on, which does not know that it was paused. */
  public void goOn() throws IOException, InterruptedException {
    Processes.signal(process.pid(), "CONT");
  }

  /** Asks it to stop, by SIGTERM, and answers how long that took. */
  public Duration stop() throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      throw new WaitedInVainException(
          name + " did not stop within " + STOP_WITHIN.toSeconds() + " s\n" + tail(), null);
    }
    return Await.since(start);
  }

  /** The end of what it printed, for whoever must find out why. */
  public String tail() {
    try {
      List<String> all = Files.exists(console) ? Files.readAllLines(console) : List.of();
      return "--- "
          + name
          + " ("
          + home
          + "), end of its output\n"
          + String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    } catch (IOException e) {
      return "--- " + name + ": its output cannot be read: " + e;
    }
  }
}
