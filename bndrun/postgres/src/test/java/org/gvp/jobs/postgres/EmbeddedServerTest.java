package org.gvp.jobs.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedServerTest {
  @TempDir Path home;

  @Test
  void the_first_start_makes_a_database_that_an_ordinary_user_owns() throws Exception {
    try (EmbeddedServer server = start(home)) {
      assertThat(ask(server, "select current_user || ' ' || current_database()"))
          .isEqualTo("gvp_jobs gvp_jobs");
      assertThat(ask(server, "show is_superuser")).isEqualTo("off");
      assertThat(
              ask(server, "select has_database_privilege('gvp_jobs', 'CREATE')")
                  + ask(server, "select rolcreaterole from pg_roles where rolname = 'gvp_jobs'"))
          .isEqualTo("tt");
    }
  }

  @Test
  void the_settings_are_for_data_that_stay() throws Exception {
    try (EmbeddedServer server = start(home)) {
      List<String> names =
          List.of(
              "fsync",
              "synchronous_commit",
              "full_page_writes",
              "unix_socket_directories",
              "listen_addresses",
              "max_connections",
              "shared_buffers",
              "max_wal_size",
              "jit");
      assertThat(names.stream().map(name -> name + "=" + askSuperuser(server, "show " + name)))
          .containsExactly(
              "fsync=on",
              "synchronous_commit=on",
              "full_page_writes=on",
              "unix_socket_directories=",
              "listen_addresses=127.0.0.1",
              "max_connections=200",
              "shared_buffers=256MB",
              "max_wal_size=4GB",
              "jit=off");
      // The driver gives its sessions the JVM's time zone; this is for those of others.
      String file = "select setting from pg_file_settings where applied and name = ";
      assertThat(askSuperuser(server, file + "'timezone'")).isEqualTo("UTC");
    }
  }

  @Test
  void a_second_start_keeps_the_data_and_the_passwords() throws Exception {
    String password;
    try (EmbeddedServer server = start(home)) {
      password = server.password();
      ask(server, "create table t as select 42 as a; select a from t");
    }
    try (EmbeddedServer server = start(home)) {
      assertThat(server.password()).isEqualTo(password);
      assertThat(ask(server, "select a from t")).isEqualTo("42");
    }
  }

  @Test
  void passwords_are_long_required_and_only_for_their_owner() throws Exception {
    try (EmbeddedServer server = start(home)) {
      assertThat(server.password()).hasSize(48).isNotEqualTo(server.superuserPassword());
      for (String user : List.of("gvp_jobs", "postgres")) {
        assertThatThrownBy(() -> DriverManager.getConnection(server.url(), user, "wrong"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed for user \"" + user + "\"");
      }
      Path file = EmbeddedConfig.ofHome(home, 0).credentials();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      String rules = "select string_agg(type || ' ' || address || ' ' || auth_method, ',')";
      assertThat(askSuperuser(server, rules + " from pg_hba_file_rules"))
          .isEqualTo("host 127.0.0.1 scram-sha-256");
    }
  }

  @Test
  void the_server_of_a_killed_daemon_is_taken_over() throws Exception {
    Process daemon = startInOwnJvm();
    long pid = Postmaster.of(EmbeddedConfig.ofHome(home, 0).data()).orElseThrow().pid();
    daemon.destroyForcibly().waitFor();
    try (EmbeddedServer server = start(home)) {
      assertThat(Postmaster.of(EmbeddedConfig.ofHome(home, 0).data()).orElseThrow().pid())
          .isEqualTo(pid);
      assertThat(ask(server, "select a from made_by_the_killed_one")).isEqualTo("7");
    }
    assertThat(Postmaster.of(EmbeddedConfig.ofHome(home, 0).data())).isEmpty();
  }

  @Test
  void a_server_that_runs_with_other_settings_is_restarted() throws Exception {
    Process daemon = startInOwnJvm();
    daemon.destroyForcibly().waitFor();
    try (EmbeddedServer server = EmbeddedServer.start(config(home).with("max_connections", "77"))) {
      assertThat(ask(server, "show max_connections")).isEqualTo("77");
      assertThat(ask(server, "select a from made_by_the_killed_one")).isEqualTo("7");
    }
  }

  @Test
  void a_pid_file_that_names_another_program_is_no_obstacle() throws Exception {
    start(home).close();
    Path data = EmbeddedConfig.ofHome(home, 0).data();
    String self = Long.toString(ProcessHandle.current().pid());
    Files.writeString(
        data.resolve("postmaster.pid"), self + "\n" + data + "\n1\n5432\n\n127.0.0.1\n");
    try (EmbeddedServer server = start(home)) {
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void data_of_another_major_version_are_refused_with_what_to_do() throws Exception {
    start(home).close();
    Path version = EmbeddedConfig.ofHome(home, 0).data().resolve("PG_VERSION");
    Files.writeString(version, "17\n");
    assertThatThrownBy(() -> start(home))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("was written by PostgreSQL 17, but this daemon carries 18.")
        .hasMessageContaining("pg_dump");
  }

  @Test
  void a_taken_port_is_named_together_with_the_cure() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = other.getLocalPort();
      EmbeddedConfig config = config(home, port);
      assertThatThrownBy(() -> EmbeddedServer.start(config))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("GVP_JOBS_DB_PORT");
    }
  }

  @Test
  void data_without_their_passwords_are_refused_with_what_to_do() throws Exception {
    start(home).close();
    Files.delete(EmbeddedConfig.ofHome(home, 0).credentials());
    assertThatThrownBy(() -> start(home))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("postgres.properties is missing")
        .hasMessageContaining("move the data away");
  }

  @Test
  void a_start_that_was_cut_off_while_making_the_data_is_made_good() throws Exception {
    Path unfinished = home.resolve("data/postgres.new");
    Files.createDirectories(unfinished);
    Files.writeString(unfinished.resolve("PG_VERSION"), "18\n");
    try (EmbeddedServer server = start(home)) {
      assertThat(ask(server, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void root_serves_the_data_of_another_user_as_that_user() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become another user");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path data = EmbeddedConfig.ofHome(home, 0).data();
    Files.createDirectories(data.getParent());
    Files.setAttribute(data.getParent(), "unix:uid", 65534);
    for (int start = 1; start <= 2; start++) {
      try (EmbeddedServer server = start(home)) {
        long pid = Postmaster.of(data).orElseThrow().pid();
        assertThat(Files.getAttribute(Path.of("/proc/" + pid), "unix:uid")).isEqualTo(65534);
        assertThat(ask(server, "create table t" + start + " as select 1 as a; select a from t1"))
            .isEqualTo("1");
      }
    }
  }

  @Test
  void root_without_any_way_to_run_it_is_told_what_to_do() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "others need no way");
    // Not root's, so it takes setpriv, and closed to its owner.
    Path closed = Files.createDirectories(home.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    Files.setAttribute(closed, "unix:uid", 65534);
    assertThatThrownBy(() -> Unprivileged.find(closed, Path.of("/bin/true")))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining("as an ordinary user, or set GVP_JOBS_DB_URL");
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X,aarch64", "Windows 11,amd64", "Linux,riscv64"})
  void a_machine_without_binaries_is_told_to_use_a_url(String os, String arch) {
    assertThatThrownBy(() -> Binaries.resource(os, arch))
        .isInstanceOf(EmbeddedServerException.class)
        .hasMessageContaining(os + " on " + arch)
        .hasMessageContaining("GVP_JOBS_DB_URL");
  }

  private static EmbeddedServer start(Path home) {
    return EmbeddedServer.start(config(home));
  }

  static EmbeddedConfig config(Path home) {
    return config(home, 0);
  }

  private static EmbeddedConfig config(Path home, int port) {
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "gvp-jobs-test-programs");
    return EmbeddedConfig.ofHome(home, port).withBinaries(programs);
  }

  private Process startInOwnJvm() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledDaemon.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    // It says so once it is up, and nothing if it fails.
    assertThat(output.readLine()).isEqualTo("up");
    return process;
  }

  static String ask(EmbeddedServer server, String sql) {
    return ask(server.url(), server.user(), server.password(), sql);
  }

  private static String askSuperuser(EmbeddedServer server, String sql) {
    return ask(server.url(), "postgres", server.superuserPassword(), sql);
  }

  private static String ask(String url, String user, String password, String sql) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      while (!hasRows) {
        hasRows = statement.getMoreResults();
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new AssertionError(sql + ": " + e.getMessage(), e);
    }
  }
}
