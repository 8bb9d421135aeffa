package org.gvp.jobs.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gvp.jobs.benchmark.agent.ControlComponent;

/**
 * A packaged daemon as ops start it, with the agents that come along and the no-op agent, in a home
 * of its own. The no-op agent does not serve before it is released. For one thread.
 */
final class Daemon implements AutoCloseable {
  private static final long READY_SECONDS = 120;
  private static final long STOP_SECONDS = 60;
  private static final long LOOK_MILLIS = 250;
  private static final long IDLE_MILLIS_OF_CPU = 20;
  private static final int CALM_LOOKS = 4;

  private final Path home;
  private final Process process;
  private Socket socket;
  private BufferedReader in;
  private PrintWriter out;

  private Daemon(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** Starts one, and waits until it is ready and has come to rest. */
  static Daemon start(String name) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(Environment.work(), name + "-");
    Files.createDirectories(home.resolve("agents"));
    Files.copy(Environment.agentJar(), home.resolve("agents/gvp-jobs-benchmark.jar"));
    int port = freePort();
    Daemon daemon = new Daemon(home, launch(home, port));
    try {
      daemon.awaitReady(port);
      daemon.connect();
      daemon.awaitIdle();
      return daemon;
    } catch (IOException | InterruptedException | RuntimeException e) {
      daemon.tellLog();
      daemon.close();
      throw e;
    }
  }

  private static Process launch(Path home, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Environment.javaOptions());
    command.add("-jar");
    command.add(Environment.daemonJar().toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GVP_JOBS_"));
    environment.put("GVP_JOBS_HOME", home.toString());
    environment.put("GVP_JOBS_DB_URL", Environment.url());
    environment.put("GVP_JOBS_DB_USER", Environment.user());
    if (!Environment.password().isEmpty()) {
      environment.put("GVP_JOBS_DB_PASSWORD", Environment.password());
    }
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(port));
    environment.put("GVP_JOBS_WEB_AUTH", "none");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("console").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady(int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!Files.exists(portFile()) || !isReady(port)) {
      if (!process.isAlive()) {
        throw new BenchmarkException("the daemon ended with " + process.exitValue());
      } else if (System.nanoTime() > deadline) {
        throw new BenchmarkException("the daemon was not ready within " + READY_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private Path portFile() {
    return home.resolve("data/tmp").resolve(ControlComponent.PORT_FILE);
  }

  private static boolean isReady(int port) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + "/health/ready");
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private void connect() throws IOException {
    int port = Integer.parseInt(Files.readString(portFile()).strip());
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Waits until it does nothing but its heartbeat: what its start costs is in no figure. */
  private void awaitIdle() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    for (int calm = 0; calm < CALM_LOOKS && System.nanoTime() < deadline; ) {
      long before = cpuMillis();
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      calm = cpuMillis() - before <= IDLE_MILLIS_OF_CPU ? calm + 1 : 0;
    }
  }

  /** Gives the no-op agent a command and answers its numbers. */
  long[] ask(Object... words) throws IOException {
    out.println(String.join(" ", Stream.of(words).map(String::valueOf).toList()));
    String answer = in.readLine();
    if (answer == null || answer.startsWith("error")) {
      throw new BenchmarkException(words[0] + ": " + answer);
    }
    return Stream.of(answer.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /** CPU time so far. */
  long cpuMillis() throws IOException {
    return Proc.cpuMillis(process.pid());
  }

  /** The most memory ever, in kB. */
  long peakMemory() throws IOException {
    return Proc.memory(process.pid(), "VmHWM");
  }

  /** The present memory, in kB. */
  long memory() throws IOException {
    return Proc.memory(process.pid(), "VmRSS");
  }

  /** Asks it to stop, by SIGTERM, and waits. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new BenchmarkException("the daemon did not stop within " + STOP_SECONDS + " s");
    }
  }

  private void tellLog() throws IOException {
    System.err.println(Files.readString(home.resolve("console")));
  }

  /** Kills it, if it still runs, and removes its home. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (socket != null) {
      socket.close();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
