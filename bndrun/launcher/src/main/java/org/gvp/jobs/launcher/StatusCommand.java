package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says how the daemon on this home is, its register, and its agents. */
final class StatusCommand {
  private static final String UNDEFINED_TABLE = "42P01";
  private static final String QUERY_CANCELED = "57014";
  private static final int COUNT_SECONDS = 5;

  private final Home home;
  private final Register register;

  StatusCommand(Home home, Register register) {
    this.home = home;
    this.register = register;
  }

  /** The exit code: 0 if a daemon runs on this home and is ready, else 1. */
  int run() throws IOException {
    Console.say("Home:     " + home.path());
    boolean ready = daemon();
    Console.say("Jobs:     " + jobs());
    agents();
    return ready ? 0 : 1;
  }

  private boolean daemon() throws IOException {
    if (!home.locked()) {
      Console.say("Daemon:   not running");
      return false;
    }
    Optional<RunningDaemon> running = home.running();
    if (running.isEmpty()) {
      Console.say("Daemon:   starting");
      return false;
    }
    RunningDaemon daemon = running.get();
    Health health = Health.of(daemon.url());
    Console.say("Daemon:   running, version " + daemon.version() + ", process " + daemon.pid());
    Console.say("Web view: " + daemon.url());
    Console.say("Ready:    " + (health.ready() ? "yes" : "no, " + health.text()));
    return health.ready();
  }

  private String jobs() throws IOException {
    try (Connection connection = register.connect();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(COUNT_SECONDS);
      return counts(statement);
    } catch (SQLException e) {
      return switch (String.valueOf(e.getSQLState())) {
        case UNDEFINED_TABLE -> "the register has no tables yet: the daemon makes them";
        case QUERY_CANCELED -> "too many to count within " + COUNT_SECONDS + " s";
        default -> "unknown, " + register.explain(e).replace("\n", " ");
      };
    } catch (UsageException e) {
      return "unknown, " + e.getMessage();
    }
  }

  private static String counts(Statement statement) throws SQLException {
    StringBuilder counts = new StringBuilder();
    String question = "select status, count(*) from gvp_jobs.job group by 1 order by 1";
    try (ResultSet rows = statement.executeQuery(question)) {
      while (rows.next()) {
        counts.append(counts.isEmpty() ? "" : ", ");
        counts.append(rows.getLong(2)).append(' ').append(rows.getString(1));
      }
    }
    return counts.isEmpty() ? "none" : counts.toString();
  }

  private void agents() throws IOException {
    if (!Files.isDirectory(home.agents())) {
      Console.say("Agents:   none");
      return;
    }
    try (Stream<Path> files = Files.list(home.agents())) {
      List<Path> jars =
          files.filter(file -> file.getFileName().toString().endsWith(".jar")).sorted().toList();
      Console.say("Agents:   " + (jars.isEmpty() ? "none" : jars.size()));
      for (Path jar : jars) {
        Console.say("  " + jar.getFileName() + verdict(jar));
      }
    }
  }

  /** What the deployer wrote beside the jar, its first line. */
  private static String verdict(Path jar) throws IOException {
    Path status = jar.resolveSibling(jar.getFileName() + ".status");
    if (!Files.exists(status)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines.findFirst().map(line -> ": " + line).orElse("");
    }
  }
}
