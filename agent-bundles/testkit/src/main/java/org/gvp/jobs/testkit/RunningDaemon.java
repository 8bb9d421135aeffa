package org.gvp.jobs.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.prove.AgentJar;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Processes;
import org.gvp.jobs.prove.WaitedInVainException;
import org.gvp.jobs.register.NewJob;

/**
 * A daemon that runs for tests: the executable jar as ops start it, in a process, a home, a
 * database and on ports of its own. {@link DaemonExtension} hands it to tests. Thread-safe.
 */
public final class RunningDaemon implements AutoCloseable {
  /** How long anything may take: generous, for slow machines. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration STOP = Duration.ofSeconds(45);

  private final Path folder;
  private final DaemonProcess process;
  private final int httpPort;
  private final TestRegister register;

  /** A daemon that does not run yet, in a new temporary folder. */
  RunningDaemon(Path jar) throws IOException {
    this.folder = Files.createTempDirectory("gvp-jobs-daemon");
    this.httpPort = Processes.freePort();
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve("agents"));
    Files.createDirectories(home.resolve("etc"));
    this.process =
        new DaemonProcess(
            "the daemon",
            jar,
            home,
            httpPort,
            Map.of(
                "GVP_JOBS_DB_URL", "embedded",
                "GVP_JOBS_DB_PORT", Integer.toString(Processes.freePort()),
                "GVP_JOBS_WEB_AUTH", "none"));
    this.register = new TestRegister(home);
  }

  void start() throws IOException {
    process.start();
    process.awaitReady();
  }

  /** Its folder, with {@code agents/}, {@code etc/} and {@code log/}. */
  public Path home() {
    return process.home();
  }

  /** The address of its web view. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + httpPort + "/");
  }

  /** Writes {@code etc/<pid>.cfg}, which the daemon reads while it runs. */
  public void configure(String pid, String text) throws IOException {
    place(home().resolve("etc").resolve(pid + ".cfg"), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Drops an agent's jar, and waits until that version serves, or would if it had its settings.
   *
   * @throws AssertionError if the daemon rejects it; the message has the cause and the cure
   */
  public void drop(Path jar) throws IOException {
    Path target = home().resolve("agents").resolve(jar.getFileName());
    Path status = target.resolveSibling(target.getFileName() + ".status");
    String before = read(status);
    String version = AgentJar.version(jar);
    place(target, Files.readAllBytes(jar));
    try {
      Await.until(
          "agent " + jar.getFileName() + " " + version + " serves",
          PATIENCE,
          () -> isTaken(read(status), version) || isRejected(read(status), before));
    } catch (WaitedInVainException e) {
      throw new AssertionError(e.getMessage() + "; its status is:\n" + read(status), e);
    }
    if (!isTaken(read(status), version)) {
      throw new AssertionError("the daemon rejects " + jar + ":\n" + read(status));
    }
  }

  private static boolean isTaken(String status, String version) {
    return status.matches("(?s).*state: (SERVING|PROBATION|NOT_CONFIGURED)\n.*")
        && status.contains("version: " + version + "\n")
        && !status.contains("code: ");
  }

  private static boolean isRejected(String status, String before) {
    return status.contains("code: ") && !status.equals(before);
  }

  /** Takes an agent's jar away, by the name of its file. */
  public void remove(String file) throws IOException {
    Files.delete(home().resolve("agents").resolve(file));
  }

  private static String read(Path status) throws IOException {
    return Files.exists(status) ? Files.readString(status) : "";
  }

  /** The daemon never sees half of a file. */
  private static void place(Path target, byte[] content) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A connection to the register's database, as its owner. The caller closes it. */
  public Connection connection() throws SQLException {
    return register.database().connection();
  }

  /** Creates a database on the daemon's server, for what an agent does outside the register. */
  public TestDatabase createDatabase(String name) throws SQLException {
    return register.create(name);
  }

  /** Creates a job by SQL, as other systems do, and answers its id. */
  public long createJob(NewJob job) throws SQLException {
    return register.create(job);
  }

  /** The first column of a statement's first row as text; null if there is no row. */
  public String value(String sql, Object... arguments) throws SQLException {
    return register.database().value(sql, arguments);
  }

  /** What an action of a job has left, JSON text, or null. */
  public String results(long job, int actionNo) throws SQLException {
    return value(
        "select results from gvp_jobs.job_action where job_id = ? and action_no = ?",
        job,
        actionNo);
  }

  /**
   * Waits until a job has a status.
   *
   * @throws AssertionError if it does not get there; the message says what became of it
   */
  public void awaitStatus(long job, JobStatus status) throws SQLException {
    try {
      Await.until(
          "job " + job + " is " + status,
          PATIENCE,
          () -> isAt(job, status) || JobStatus.of(register.status(job)).isEnded());
    } catch (WaitedInVainException e) {
      throw new AssertionError(e.getMessage() + "; " + register.story(job), e);
    }
    if (!isAt(job, status)) {
      throw new AssertionError("job " + job + " is not " + status + ": " + register.story(job));
    }
  }

  private boolean isAt(long job, JobStatus status) throws SQLException {
    return status.label().equals(register.status(job));
  }

  /** The end of what it printed. */
  public String log() {
    return process.tail();
  }

  /** Ends it, gently where possible, and removes its folder. */
  @Override
  public void close() throws IOException {
    end();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Ends the process and its PostgreSQL. */
  void end() {
    try {
      if (process.isAlive()) {
        Processes.end(process.process().toHandle(), STOP);
      }
      if (Files.exists(folder)) {
        // A daemon that was killed leaves its database running.
        process.postgres().ifPresent(postgres -> Processes.end(postgres, Duration.ofSeconds(10)));
      }
    } catch (IOException | WaitedInVainException e) {
      System.err.println(folder + " may still be in use: " + e);
    }
  }
}
