package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gvp.jobs.acceptance.Commands.Output;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * From nothing but a server to a daemon whose login owns nothing and whose connections are
 * verified, by what the command line prints alone.
 */
@ExtendWith(SharedSandbox.class)
final class OrdinaryLoginTest {
  private static final Pattern OWNERS_PASSWORD =
      Pattern.compile("(?m)^-- plain_owner gets the password (\\S+)$");

  @TempDir private Path folder;

  private final Map<String, String> environment = new TreeMap<>();
  private Register server;
  private Certificate certificate;

  @BeforeEach
  void turnTlsOn(Daemon sandbox) throws Exception {
    server = sandbox.register();
    certificate = Certificate.create(folder.resolve("right"));
    Path data = sandbox.home().resolve("data/postgres");
    for (Path file : List.of(certificate.certificate(), certificate.key())) {
      Path copy = data.resolve(file.getFileName());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(copy, Files.getOwner(data.resolve("PG_VERSION")));
    }
    server.asSuperuser("postgres", "alter system set ssl = on");
    server.asSuperuser("postgres", "select pg_reload_conf()");
    environment.put("GVP_JOBS_HOME", folder.resolve("home").toString());
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(Processes.freePort()));
    environment.put("GVP_JOBS_DB_USER", "plain_app");
    environment.put("GVP_JOBS_DB_PASSWORD", "the app's own");
    environment.put("GVP_JOBS_DB_ROLE_PREFIX", "plain_");
    environment.put("GVP_JOBS_DB_URL", url("localhost", certificate));
  }

  @AfterEach
  void turnTlsOff() throws Exception {
    server.asSuperuser("postgres", "alter system reset ssl");
    server.asSuperuser("postgres", "select pg_reload_conf()");
  }

  private String url(String host, Certificate root) throws Exception {
    return server.url().replaceAll("//.*:(\\d+)/.*", "//" + host + ":$1/plain")
        + "?sslmode=verify-full&sslrootcert="
        + root.certificate();
  }

  @Test
  void the_printed_sql_makes_both_logins_and_the_daemon_starts_by_the_lesser_one()
      throws Exception {
    Output check = command("check");
    assertThat(check.exitCode()).as(check.all()).isEqualTo(1);
    Matcher password = OWNERS_PASSWORD.matcher(check.out());
    assertThat(password.find()).as(check.out()).isTrue();
    assertThat(check.out()).doesNotContain("the app's own");
    for (String line : check.out().lines().toList()) {
      if (line.matches("(do|grant|alter|create) .*;")) {
        server.asSuperuser("postgres", line);
      }
    }

    Output early = command("run");
    assertThat(early.exitCode()).as(early.all()).isEqualTo(1);
    assertThat(early.err()).contains("there is no register in database plain yet", "migrate");

    Map<String, String> owner = new TreeMap<>(environment);
    owner.put("GVP_JOBS_DB_USER", "plain_owner");
    owner.put("GVP_JOBS_DB_PASSWORD", password.group(1));
    Output migrated =
        Commands.run(
            Commands.java(Jars.javaHome(), Jars.daemon(), owner, List.of("migrate")),
            Duration.ofMinutes(3));
    assertThat(migrated.exitCode()).as(migrated.all()).isZero();
    assertThat(migrated.out()).contains("The register is at version");

    Output again = command("check");
    assertThat(again.exitCode()).as(again.all()).isZero();
    assertThat(again.out())
        .containsPattern("ok +TLS: on \\(TLSv1\\.[23]\\), server verified by name")
        .contains("user plain_app in database plain has all that a daemon needs");
    runs();
    certificatesAreVerified();
  }

  private void runs() throws Exception {
    Web web = new Web(Integer.parseInt(environment.get("GVP_JOBS_HTTP_PORT")));
    Process process =
        Commands.java(Jars.javaHome(), Jars.daemon(), environment, List.of())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    try {
      Await.until(
          "the daemon is ready",
          Duration.ofMinutes(2),
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError(Files.readString(folder.resolve("out")));
            }
            return web.status("/health/ready") == 200;
          });
      assertThat(
              server.asSuperuser(
                  "plain",
                  "select distinct usename, ssl from pg_stat_activity join pg_stat_ssl using (pid)"
                      + " where datname = 'plain' and backend_type = 'client backend'"
                      + " and usename <> 'postgres'"))
          .containsExactly(List.of("plain_app", "t"));
    } finally {
      process.destroy();
      process.onExit().get();
    }
    assertThat(
            server.asSuperuser(
                "plain", "select count(*) from gvp_jobs.node where stopped_at > started_at"))
        .containsExactly(List.of("1"));
  }

  private void certificatesAreVerified() throws Exception {
    environment.put("GVP_JOBS_DB_URL", url("127.0.0.1", certificate));
    refuses("certificate is for another name than 127.0.0.1");
    Certificate other = Certificate.create(folder.resolve("other"));
    environment.put("GVP_JOBS_DB_URL", url("localhost", other));
    refuses("certificate was not signed by one in sslrootcert");
  }

  private void refuses(String reason) throws Exception {
    Output output = command("check");
    assertThat(output.exitCode()).isEqualTo(1);
    assertThat(output.out()).contains("FAIL  register: ", reason);
  }

  private Output command(String word) throws Exception {
    // A run that is refused is a whole start first.
    return Commands.run(
        Commands.java(Jars.javaHome(), Jars.daemon(), environment, List.of(word)),
        Duration.ofMinutes(3));
  }
}
