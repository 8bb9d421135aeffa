package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.gvp.jobs.prove.Processes;

/** Somebody with a terminal, in a folder with the SDK's zip, whose local repository is empty. */
final class Integrator {
  private static final Duration MOST = Duration.ofMinutes(15);

  private final Path folder;
  private final Path maven = Path.of(System.getProperty("acceptance.maven"));
  private final Path repository;
  private final int httpPort = Processes.freePort();
  private final int databasePort = Processes.freePort();

  Integrator(Path empty) throws IOException {
    this.folder = Files.createDirectory(empty.resolve("work"));
    this.repository = empty.resolve("repository");
    unzip(Path.of(System.getProperty("acceptance.sdk")));
  }

  private void unzip(Path zip) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = folder.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** The guide that is in the zip. */
  Guide guide() throws IOException {
    String zip = Path.of(System.getProperty("acceptance.sdk")).getFileName().toString();
    return new Guide(folder.resolve(zip.replace(".zip", "")).resolve("README.md"));
  }

  /** Whether a build finds what it needs from Maven Central, in an empty repository. */
  boolean isOnline() throws IOException, InterruptedException {
    return !System.getProperty("acceptance.offline", "").endsWith("true")
        && Commands.run(shell(folder, "mvn -B -q help:help"), MOST).exitCode() == 0;
  }

  /** Types a command, which must succeed, and answers what it printed. */
  String run(Path where, String command) throws IOException, InterruptedException {
    Commands.Output output = Commands.run(shell(where, command), MOST);
    if (output.exitCode() != 0) {
      throw new AssertionError(command + " fails with " + output.exitCode() + "\n" + output.all());
    }
    return output.all();
  }

  /** Types a command that goes on until it is ended. */
  Process start(Path where, String command) throws IOException {
    return shell(where, "exec " + command)
        .redirectErrorStream(true)
        .redirectOutput(where.resolve("../daemon.out").toFile())
        .start();
  }

  /** Presses Ctrl-C: the terminal tells Maven and the daemon, and both end. */
  void end(Process process) throws InterruptedException {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroy);
    process.destroy();
    process.waitFor();
    all.forEach(handle -> Processes.end(handle, Duration.ofSeconds(60)));
  }

  private ProcessBuilder shell(Path where, String command) {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(where.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("GVP_JOBS_"));
    builder.environment().remove("MAVEN_PROJECTBASEDIR");
    builder.environment().put("JAVA_HOME", Jars.javaHome().toString());
    builder
        .environment()
        .put(
            "PATH", maven.resolve("bin") + ":" + Jars.javaHome().resolve("bin") + ":/usr/bin:/bin");
    // What the machine's Maven is told already, of a proxy for instance, holds here too.
    builder
        .environment()
        .merge("MAVEN_OPTS", "-Dmaven.repo.local=" + repository, (old, ours) -> old + " " + ours);
    builder.environment().put("GVP_JOBS_HTTP_PORT", Integer.toString(httpPort));
    builder.environment().put("GVP_JOBS_DB_PORT", Integer.toString(databasePort));
    return builder;
  }
}
