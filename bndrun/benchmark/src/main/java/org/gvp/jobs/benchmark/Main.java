package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Answers the verbs of the peers' harness, and a few of our own, for the packaged daemon. */
public final class Main {
  private static final int NO_SUCH_VERB = 64;
  private static final String HISTORY =
      "yes: every job with its run: created, claimed, finished, node, agent version, token";

  private Main() {}

  /** Prints the answer as the last line. */
  public static void main(String[] words) throws Exception {
    int first = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
    Answer answer =
        switch (words[0]) {
          case "info" -> info();
          case "setup" -> setUp();
          case "enqueue" -> enqueue(first, words.length > 2 ? Integer.parseInt(words[2]) : 0);
          case "enqueue-listed" -> enqueueListed(first);
          case "work" -> work(first, words.length > 2 ? Integer.parseInt(words[2]) : 1, true);
          case "work-first" -> work(first, 1, false);
          case "latency-work" -> Latency.work(first, words[2]);
          case "latency-enqueue" -> Latency.enqueue(first, Integer.parseInt(words[2]), words[3]);
          case "load" -> Load.run(first);
          case "idle" -> idle(first);
          default -> null;
        };
    if (answer == null) {
      System.exit(NO_SUCH_VERB);
    }
    System.out.println(answer);
  }

  private static Answer info() {
    String enqueue =
        Environment.bySql()
            ? "create_jobs() of 10,000"
            : "JobRegister.createAll of 10,000 in the daemon";
    return new Answer()
        .with("name", "gvp-jobs")
        .with("version", "1.0.0-SNAPSHOT")
        .with("slow", false)
        .with("inproc", false)
        .with("backlog", true)
        .with("history", HISTORY)
        .with(
            "settings",
            "daemon process with " + String.join(" ", Environment.javaOptions()) + "; " + enqueue)
        .with("runtime", "JDK " + System.getProperty("java.version"))
        .with("client", "pgjdbc of the daemon");
  }

  private static Answer setUp() throws IOException, InterruptedException {
    try (Daemon daemon = Daemon.start("setup")) {
      daemon.stop();
    }
    return new Answer();
  }

  private static Answer enqueue(int count, int actionsPerJob)
      throws IOException, InterruptedException, SQLException {
    return Environment.bySql()
        ? enqueueBySql(count, actionsPerJob)
        : enqueueByApi(count, actionsPerJob);
  }

  private static Answer enqueueByApi(int count, int actionsPerJob)
      throws IOException, InterruptedException {
    try (Daemon daemon = Daemon.start("enqueue")) {
      long cpu = daemon.cpuMillis();
      long nanos = daemon.ask("create", 0, count, actionsPerJob)[0];
      return new Answer()
          .with("n", count)
          .with("ms", Work.millis(nanos))
          .with("cpu_ms", daemon.cpuMillis() - cpu)
          .with("rss_kb", daemon.peakMemory());
    }
  }

  private static Answer enqueueBySql(int count, int actionsPerJob)
      throws IOException, SQLException {
    long self = ProcessHandle.current().pid();
    try (Register register = new Register()) {
      long cpu = Proc.cpuMillis(self);
      long start = System.nanoTime();
      register.createAll(count, actionsPerJob);
      long nanos = System.nanoTime() - start;
      return new Answer()
          .with("n", count)
          .with("ms", Work.millis(nanos))
          .with("cpu_ms", Proc.cpuMillis(self) - cpu)
          .with("rss_kb", Proc.memory(self, "VmHWM"));
    }
  }

  private static Answer enqueueListed(int actions) throws SQLException {
    try (Register register = new Register()) {
      long start = System.nanoTime();
      register.createListed(actions);
      return new Answer().with("n", actions).with("ms", Work.millis(System.nanoTime() - start));
    }
  }

  private static Answer work(int jobs, int actionsPerJob, boolean toTheEnd)
      throws IOException, InterruptedException, SQLException {
    try (Work work = new Work()) {
      return work.run(jobs, actionsPerJob, toTheEnd);
    }
  }

  /** What a daemon costs that has nothing to do. */
  private static Answer idle(int seconds) throws IOException, InterruptedException, SQLException {
    try (Daemon daemon = Daemon.start("idle");
        Register register = new Register()) {
      daemon.ask("expect", 0, 1, -1, false);
      daemon.ask("release");
      long cpu = daemon.cpuMillis();
      long server = register.serverCpuMillis();
      TimeUnit.SECONDS.sleep(seconds);
      return new Answer()
          .with("n", 0)
          .with("ms", seconds * 1_000)
          .with("cpu_ms", daemon.cpuMillis() - cpu)
          .with("server_cpu_ms", register.serverCpuMillis() - server)
          .with("now_kb", daemon.memory())
          .with("rss_kb", daemon.peakMemory());
    }
  }
}
