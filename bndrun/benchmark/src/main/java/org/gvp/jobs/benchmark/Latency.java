package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** How long a lone job waits: a process that submits, and one with an idle daemon. */
final class Latency {
  private Latency() {}

  /** Starts an idle daemon and waits until it has started so many jobs. */
  static Answer work(int count, String file) throws IOException, InterruptedException {
    try (Daemon daemon = Daemon.start("latency")) {
      daemon.ask("expect", count, 1, -1, true);
      daemon.ask("release");
      TimeUnit.MILLISECONDS.sleep(1_500);
      System.out.println("READY");
      while (daemon.ask("await", count, 1_000)[0] < count) {
        if (daemon.memory() == 0) {
          throw new BenchmarkException("the daemon has ended");
        }
      }
      daemon.ask("times", Path.of(file).toAbsolutePath());
      return new Answer().with("rss_kb", daemon.peakMemory());
    }
  }

  /** Submits a job every so many milliseconds. */
  static Answer enqueue(int count, int everyMillis, String file)
      throws IOException, InterruptedException, SQLException {
    StringBuilder lines = new StringBuilder();
    try (Register register = new Register()) {
      long next = System.nanoTime();
      for (int i = 0; i < count; i++) {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        next += everyMillis * 1_000_000L;
        long called = micros();
        register.createOne(i);
        lines.append(i + " " + called + " " + micros() + "\n");
      }
    }
    Files.writeString(Path.of(file), lines);
    return new Answer();
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
