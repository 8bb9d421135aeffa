package org.gvp.jobs.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Processes;

/**
 * What idle daemons hold: of each the most, for one that was started late holds less.
 *
 * @param heap bytes that live after a full collection
 * @param threads of a daemon
 * @param connections of all daemons
 */
record Footprint(long heap, int threads, long connections) {
  private static final long HEAP_SLACK = 16 * 1024 * 1024;
  private static final int THREAD_SLACK = 12;
  private static final int CONNECTION_SLACK = 6;

  static Footprint of(Field field) throws IOException, SQLException {
    long heap = 0;
    int threads = 0;
    for (DaemonProcess daemon : field.daemons()) {
      heap = Math.max(heap, liveHeap(daemon.process().pid()));
      threads = Math.max(threads, Processes.threads(daemon.process().pid()));
    }
    return new Footprint(
        heap,
        threads,
        field
            .register()
            .number(
                "select count(*) from pg_stat_activity"
                    + " where usename = current_user and pid <> pg_backend_pid()"));
  }

  /** The last line of the histogram, which a full collection goes before: Total, objects, bytes. */
  private static long liveHeap(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram").start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String last = output.strip().substring(output.strip().lastIndexOf('\n') + 1);
    if (!last.startsWith("Total")) {
      throw new IOException("jcmd says of process " + pid + ": " + last);
    }
    return Long.parseLong(last.strip().split("\\s+")[2]);
  }

  /** Whether it is no more than that other one, but for what comes and goes. */
  boolean isWithin(Footprint before) {
    return heap <= before.heap + before.heap / 4 + HEAP_SLACK
        && threads <= before.threads + THREAD_SLACK
        && connections <= before.connections + CONNECTION_SLACK;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f MiB live, %d threads, %d connections",
        heap / 1024.0 / 1024.0,
        threads,
        connections);
  }
}
