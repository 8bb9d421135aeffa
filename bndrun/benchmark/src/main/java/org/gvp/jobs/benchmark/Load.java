package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Keeps a daemon busy for a while: its own Java API feeds it as fast as it gets through. */
final class Load {
  private static final int BATCH = 20_000;
  private static final int BACKLOG = 100_000;
  private static final long SAMPLE_MILLIS = 10_000;

  private final Daemon daemon;
  private int created;

  private Load(Daemon daemon) {
    this.daemon = daemon;
  }

  /** Prints a line with the jobs a second every ten seconds. */
  static Answer run(int seconds) throws IOException, InterruptedException {
    try (Daemon daemon = Daemon.start("load")) {
      daemon.ask("expect", 0, 1, -1, false);
      Load load = new Load(daemon);
      load.feed(0);
      daemon.ask("release");
      long start = System.nanoTime();
      long performed = 0;
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(seconds)) {
        long sampled = load.sample();
        System.out.println("sample " + sampled);
        performed += sampled * SAMPLE_MILLIS / 1_000;
      }
      return new Answer().with("n", performed).with("rss_kb", daemon.peakMemory());
    }
  }

  /** Jobs a second for the time of a sample. */
  private long sample() throws IOException {
    long start = System.nanoTime();
    long before = performed();
    while (Work.millis(System.nanoTime() - start) < SAMPLE_MILLIS) {
      long performed = performed();
      if (!feed(performed)) {
        daemon.ask("await", performed + BATCH, 100);
      }
    }
    return (performed() - before) * 1_000_000_000 / (System.nanoTime() - start);
  }

  private long performed() throws IOException {
    return daemon.ask("await", 0, 0)[0];
  }

  private boolean feed(long performed) throws IOException {
    boolean hungry = created - performed < BACKLOG;
    if (hungry) {
      daemon.ask("create", created, BATCH, 0);
      created += BATCH;
    }
    return hungry;
  }
}
