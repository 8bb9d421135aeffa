package org.gvp.jobs.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gvp.jobs.postgres.Commands.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data folder and the programs that work on it. */
final class Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final String SETTINGS_FILE = "gvp-jobs.conf";
  private static final int START_SECONDS = 120;
  private static final int STOP_SECONDS = 20;

  private final EmbeddedConfig config;
  private final Path programs;
  private final Unprivileged runner;

  private Cluster(EmbeddedConfig config, Path programs, Unprivileged runner) {
    this.config = config;
    this.programs = programs;
    this.runner = runner;
  }

  static Cluster of(EmbeddedConfig config) throws IOException {
    Path programs = Binaries.unpack(config.binaries()).resolve("bin");
    Path parent = config.data().getParent();
    Files.createDirectories(parent);
    Path owned = Files.exists(config.data()) ? config.data() : parent;
    Unprivileged runner = Unprivileged.find(owned, programs.resolve("postgres"));
    Cluster cluster = new Cluster(config, programs, runner);
    if (cluster.exists()) {
      cluster.requireSameMajor();
    }
    return cluster;
  }

  boolean exists() {
    return Files.exists(config.data().resolve("PG_VERSION"));
  }

  Path log() {
    return config.data().resolve("log");
  }

  private void requireSameMajor() throws IOException {
    String data = Files.readString(config.data().resolve("PG_VERSION")).strip();
    // "postgres (PostgreSQL) 18.6"
    String version = run("postgres", "--version").output().replaceAll(".* ", "");
    String own = version.replaceAll("[.].*", "");
    if (!data.equals(own)) {
      throw new EmbeddedServerException(
          config.data()
              + " was written by PostgreSQL "
              + data
              + ", but this daemon carries "
              + version
              + ": start the daemon that wrote it and dump the register with pg_dump, move the"
              + " folder away, start this daemon, and restore the dump");
    }
  }

  /** Makes the data folder, or none at all. */
  void create(String superuserPassword) throws IOException {
    Path unfinished = config.data().resolveSibling(config.data().getFileName() + ".new");
    Path passwordFile = config.data().resolveSibling(config.data().getFileName() + ".password");
    Folders.delete(unfinished);
    Files.createDirectories(unfinished);
    runner.own(unfinished);
    Folders.writeSecret(passwordFile, superuserPassword + "\n");
    runner.own(passwordFile);
    try {
      Outcome outcome =
          run(
              "initdb",
              "--pgdata=" + unfinished,
              "--username=postgres",
              "--auth=scram-sha-256",
              "--pwfile=" + passwordFile,
              "--encoding=UTF8",
              "--locale=C",
              "--locale-provider=builtin",
              "--builtin-locale=C.UTF-8");
      if (!outcome.succeeded()) {
        throw new EmbeddedServerException(
            "PostgreSQL could not make " + config.data() + ": " + outcome.output());
      }
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    writeAccess(unfinished);
    Files.move(unfinished, config.data(), StandardCopyOption.ATOMIC_MOVE);
    LOG.info("made a PostgreSQL data folder, {}", config.data());
  }

  private static void writeAccess(Path data) throws IOException {
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        # The daemon's own server: only from this machine, and never without a password.
        host all all 127.0.0.1/32 scram-sha-256
        """);
    Files.writeString(
        data.resolve("postgresql.conf"),
        "include '" + SETTINGS_FILE + "'\n",
        StandardOpenOption.APPEND);
  }

  /** Writes the settings; says whether they are others than before. */
  boolean configure(int port) throws IOException {
    String settings =
        config.serverSettings(port).entrySet().stream()
            .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining("", "# Written at each start of the daemon.\n", ""));
    Path file = config.data().resolve(SETTINGS_FILE);
    if (Files.exists(file) && Files.readString(file).equals(settings)) {
      return false;
    }
    Files.writeString(file, settings);
    runner.own(file);
    return true;
  }

  void start() throws IOException {
    Path startLog = config.data().resolve("start.log");
    Files.writeString(startLog, "");
    runner.own(startLog);
    Outcome outcome = pgCtl("start", START_SECONDS, "--log=" + startLog);
    if (!outcome.succeeded()) {
      throw new EmbeddedServerException(
          "PostgreSQL did not start on "
              + config.data()
              + " within "
              + START_SECONDS
              + " s: "
              + lastLines(startLog)
              + " (more in "
              + log()
              + ")");
    }
  }

  private static String lastLines(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  void stop() throws IOException {
    if (Postmaster.of(config.data()).isEmpty()) {
      return;
    }
    Outcome fast = pgCtl("stop", STOP_SECONDS, "--mode=fast");
    if (!fast.succeeded() && Postmaster.of(config.data()).isPresent()) {
      LOG.warn("PostgreSQL did not stop in time, so it is made to: {}", fast.output());
      Outcome immediate = pgCtl("stop", STOP_SECONDS, "--mode=immediate");
      if (!immediate.succeeded()) {
        throw new IOException(immediate.output());
      }
    }
  }

  private Outcome pgCtl(String verb, int seconds, String option) throws IOException {
    return run(
        "pg_ctl", verb, "--pgdata=" + config.data(), "--wait", "--timeout=" + seconds, option);
  }

  private Outcome run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    return runner.run(command);
  }

  @Override
  public String toString() {
    return config.data().toString();
  }
}
