package org.gvp.jobs.prove;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the JDK lacks for processes of this machine. */
public final class Processes {
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

  private Processes() {}

  /**
   * Sends a signal, by the program that every Linux has.
   *
   * @param signal its name without {@code SIG}
   */
  public static void signal(long pid, String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    if (!kill.waitFor(KILLED_WITHIN.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("process " + pid + " cannot be sent the signal " + signal);
    }
  }

  /** Whether a process runs: an ended one may still wait for its parent. */
  public static boolean runs(long pid) {
    return ProcessHandle.of(pid)
        .filter(handle -> handle.isAlive() && handle.info().command().isPresent())
        .isPresent();
  }

  /** Asks a process to end, and kills it if it does not in time. */
  public static void end(ProcessHandle handle, Duration most) {
    handle.destroy();
    try {
      Await.until("process " + handle.pid() + " ends", most, () -> !runs(handle.pid()));
    } catch (WaitedInVainException e) {
      handle.destroyForcibly();
      Await.until(
          "process " + handle.pid() + " is killed", KILLED_WITHIN, () -> !runs(handle.pid()));
    }
  }

  /** How many threads a process has. */
  public static int threads(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** A port of the loopback interface that nobody has. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
