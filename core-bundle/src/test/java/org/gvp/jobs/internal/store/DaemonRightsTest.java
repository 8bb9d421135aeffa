package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gvp.jobs.internal.testsupport.Login;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** The daemon's role may run every statement of the daemon, and each of its rights is needed. */
class DaemonRightsTest {
  private static final Path ROOT = Path.of("src/main/resources/org/gvp/jobs/internal");

  /** What only the owner runs. */
  private static final Set<String> OWNERS = Set.of("ensureRoles.sql");

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static TestDatabase database;
  private static Map<String, String> statements;

  @BeforeAll
  static void migrate() throws IOException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    statements = statements();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** What a daemon runs, by file; those put together at run time name the same tables. */
  private static Map<String, String> statements() throws IOException {
    Map<String, String> explained = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sql")).sorted().toList()) {
        String name = file.getFileName().toString();
        String text = Sql.of(name, SqlFile.read(file)).withLimit(1).text();
        if (!file.getParent().endsWith("migration")
            && !OWNERS.contains(name)
            && !text.matches("(?s).*\\{[a-z].*")) {
          explained.put(
              ROOT.relativize(file).toString(), "explain (generic_plan) " + numbered(text));
        }
      }
    }
    return explained;
  }

  /** The text with its parameters as PostgreSQL itself writes them. */
  private static String numbered(String text) {
    AtomicInteger parameter = new AtomicInteger();
    return Pattern.compile("\\?")
        .matcher(text)
        .replaceAll(mark -> "\\$" + parameter.incrementAndGet());
  }

  @Test
  void the_daemon_s_role_may_run_every_statement() throws SQLException {
    assertThat(statements).hasSizeGreaterThan(50);
    assertThat(refusedAfter("select")).isEmpty();
  }

  @Test
  void no_right_of_the_daemon_s_role_is_idle() throws SQLException {
    List<String> idle = new ArrayList<>();
    for (String right :
        Login.run(
            database.dataSource(),
            "select privilege || ' on ' || kind || ' ' || object"
                + " from gvp_jobs.wanted_grants('gvp_jobs_') where grantee = 'gvp_jobs_daemon'"
                // A sequence is asked for its right when it is used, not when that is explained.
                + " and kind <> 'sequence'")) {
      if (refusedAfter("revoke " + right + " from gvp_jobs_daemon").isEmpty()) {
        idle.add(right);
      }
    }
    assertThat(idle).isEmpty();
  }

  /** The first statement, if any, that the daemon's role may not run once that was done. */
  private static List<String> refusedAfter(String change) throws SQLException {
    PGSimpleDataSource source = (PGSimpleDataSource) database.superuserDataSource();
    source.setPreferQueryMode(PreferQueryMode.SIMPLE); // the other one would ask for the values
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(change);
      statement.execute("set local role gvp_jobs_daemon");
      for (Map.Entry<String, String> explained : statements.entrySet()) {
        try {
          statement.execute(explained.getValue());
        } catch (SQLException e) {
          assertThat(e.getSQLState()).as(explained + ": " + e).isEqualTo(INSUFFICIENT_PRIVILEGE);
          return List.of(explained.getKey() + ": " + e.getMessage());
        }
      }
      return List.of();
    }
  }
}
