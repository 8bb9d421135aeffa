package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Times daemons that are up and idle from their release until all jobs have ended. */
final class Work implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 5;

  private final List<Daemon> daemons = new ArrayList<>();
  private final Register register = new Register();

  /** Starts the daemons. */
  Work() throws IOException, InterruptedException, SQLException {
    register.settleHere();
    for (int i = 1; i <= Environment.daemons(); i++) {
      daemons.add(Daemon.start("daemon" + i));
    }
  }

  /**
   * Has them work.
   *
   * @param jobs how many there are, or how many of more are waited for
   * @param actionsPerJob of each; 1 also for jobs without a list
   * @param toTheEnd whether all jobs are to end
   */
  Answer run(int jobs, int actionsPerJob, boolean toTheEnd)
      throws IOException, InterruptedException, SQLException {
    for (Daemon daemon : daemons) {
      daemon.ask("expect", toTheEnd ? jobs : 0, actionsPerJob, Environment.mark(), false);
    }
    int actions = jobs * actionsPerJob;
    long cpu = cpuMillis();
    long server = register.serverCpuMillis();
    long start = System.nanoTime();
    for (Daemon daemon : daemons) {
      daemon.ask("release");
    }
    awaitPerformed(actions);
    long handled = System.nanoTime();
    while (toTheEnd && register.isAnyLeft()) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    long end = System.nanoTime();
    Answer answer =
        new Answer()
            .with("n", actions)
            .with("ms", millis(end - start))
            .with("handled_ms", millis(handled - start))
            .with("mark", Environment.mark())
            .with("mark_ms", markMillis())
            .with("cpu_ms", cpuMillis() - cpu)
            .with("server_cpu_ms", register.serverCpuMillis() - server)
            .with("rss_kb", peakMemory());
    if (toTheEnd) {
      check(jobs, actions);
    }
    return answer;
  }

  private int awaitPerformed(int actions) throws IOException {
    boolean alone = daemons.size() == 1;
    long progressed = System.nanoTime();
    for (int performed = 0; ; ) {
      int now = 0;
      for (Daemon daemon : daemons) {
        now += (int) daemon.ask("await", alone ? actions : now, alone ? 1_000 : 0)[0];
      }
      if (now >= actions) {
        return now;
      } else if (now > performed) {
        progressed = System.nanoTime();
      } else if (millis(System.nanoTime() - progressed) > PATIENCE_MILLIS) {
        throw new BenchmarkException(
            now + " of " + actions + " performed, and no more for " + PATIENCE_MILLIS + " ms");
      }
      performed = now;
      if (!alone) {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The figures count only if every job came through and was performed exactly once. */
  private void check(int jobs, int actions) throws IOException, SQLException {
    long performed = 0;
    long distinct = 0;
    for (Daemon daemon : daemons) {
      performed += daemon.ask("await", 0, 0)[0];
      distinct += daemon.ask("report")[0];
    }
    long finished = register.finished();
    if (performed != actions || distinct != actions || finished != jobs) {
      throw new BenchmarkException(
          "of %d actions %d were performed, %d different ones; of %d jobs %d are Finished"
              .formatted(actions, performed, distinct, jobs, finished));
    }
  }

  private double markMillis() throws IOException {
    return daemons.size() > 1 ? -1 : Math.max(-1, daemons.get(0).ask("report")[1] / 1_000.0);
  }

  private long cpuMillis() throws IOException {
    long sum = 0;
    for (Daemon daemon : daemons) {
      sum += daemon.cpuMillis();
    }
    return sum;
  }

  private long peakMemory() throws IOException {
    long most = 0;
    for (Daemon daemon : daemons) {
      most = Math.max(most, daemon.peakMemory());
    }
    return most;
  }

  static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }

  @Override
  public void close() throws IOException, SQLException {
    for (Daemon daemon : daemons) {
      daemon.close();
    }
    register.close();
  }
}
