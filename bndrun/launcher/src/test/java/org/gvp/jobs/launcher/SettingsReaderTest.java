package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.launcher.Settings.WebAuth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  private static final String URL = "jdbc:postgresql://db:5432/register";

  @TempDir Path folder;

  @Test
  void the_sandbox_needs_no_setting_at_all() {
    Settings settings = SettingsReader.read(Map.of("PATH", "/bin"), true);
    assertThat(settings.home()).isEqualTo(Path.of("gvp-jobs-home").toAbsolutePath());
    assertThat(settings.database().embedded()).isTrue();
    assertThat(settings.database().port()).isEqualTo(54330);
    assertThat(settings.web().url()).isEqualTo("http://127.0.0.1:8080/");
    assertThat(settings.web().auth()).isEqualTo(WebAuth.NONE);
    assertThat(settings.paused()).isFalse();
    assertThat(settings.probation()).isEqualTo(new Settings.Probation(20, 10));
  }

  @Test
  void the_daemon_does_not_start_a_register_that_nobody_asked_for() {
    assertThat(problems(Map.of()))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_DB_URL is not set", "for a trial set it to embedded");
    Settings trial = SettingsReader.read(Map.of("GVP_JOBS_DB_URL", "embedded"), false);
    assertThat(trial.database().embedded()).isTrue();
    assertThat(trial.web().auth()).isEqualTo(WebAuth.BASIC);
  }

  @Test
  void the_agents_folder_is_private_unless_it_is_said_to_be_shared() {
    assertThat(SettingsReader.read(Map.of(), true).agents().sharedFolder()).isFalse();
    assertThat(
            SettingsReader.read(Map.of("GVP_JOBS_AGENT_FOLDER", "shared"), true)
                .agents()
                .sharedFolder())
        .isTrue();
    assertThat(problems(outside("GVP_JOBS_AGENT_FOLDER", "open")))
        .containsExactly("GVP_JOBS_AGENT_FOLDER is 'open', but must be one of private, shared");
  }

  @Test
  void signatures_need_certificates_that_can_be_read() throws Exception {
    assertThat(problems(outside("GVP_JOBS_AGENT_SIGNATURES", "require")))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_AGENT_TRUST is not set", "GVP_JOBS_AGENT_SIGNATURES asks");
    assertThat(
            problems(
                outside(
                    "GVP_JOBS_AGENT_SIGNATURES", "warn", "GVP_JOBS_AGENT_TRUST", "nowhere.pem")))
        .containsExactly(
            "GVP_JOBS_AGENT_TRUST is 'nowhere.pem', but must be a file that the daemon can read");
    Path trust = Files.writeString(folder.resolve("trust.pem"), "-----BEGIN");
    Settings.Agents agents =
        SettingsReader.read(
                outside(
                    "GVP_JOBS_AGENT_SIGNATURES", "require",
                    "GVP_JOBS_AGENT_TRUST", trust.toString(),
                    "GVP_JOBS_AGENT_TRUST_PASSWORD", "p"),
                false)
            .agents();
    assertThat(agents).isEqualTo(new Settings.Agents(false, "require", trust, "p"));
  }

  @Test
  void a_full_environment_is_taken_as_it_is() {
    Map<String, String> environment =
        outside(
            "GVP_JOBS_DB_PASSWORD", "secret",
            "GVP_JOBS_HTTP_HOST", "0.0.0.0",
            "GVP_JOBS_HTTP_PORT", "9090",
            "GVP_JOBS_WEB_PASSWORD", "look",
            "GVP_JOBS_START", "paused",
            "GVP_JOBS_PROBATION_JOBS", "0",
            "GVP_JOBS_PROBATION_MINUTES", "60",
            "GVP_JOBS_HOME", folder.toString());
    Settings settings = SettingsReader.read(environment, false);
    assertThat(settings.database())
        .isEqualTo(new Settings.Database(URL, "jobs", "secret", 54330, "gvp_jobs_"));
    assertThat(settings.database().pooled()).isFalse();
    assertThat(settings.web()).isEqualTo(new Settings.Web("0.0.0.0", 9090, WebAuth.BASIC, "look"));
    assertThat(settings.web().url()).isEqualTo("http://localhost:9090/");
    assertThat(settings.paused()).isTrue();
    assertThat(settings.probation()).isEqualTo(new Settings.Probation(0, 60));
    assertThat(settings.home()).isEqualTo(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "GVP_JOBS_DB_ULR, GVP_JOBS_DB_URL",
    "GVP_JOBS_PORT, GVP_JOBS_DB_PORT",
    "GVP_JOBS_HTTP_PORTS, GVP_JOBS_HTTP_PORT",
    "GVP_JOBS_DB_PASSWORT, GVP_JOBS_DB_PASSWORD",
    "GVP_JOBS_DB_PASSWORD_FIEL, GVP_JOBS_DB_PASSWORD_FILE",
    "GVP_JOBS_HOEM, GVP_JOBS_HOME",
  })
  void an_unknown_variable_is_refused_with_the_nearest_real_one(String wrong, String right) {
    assertThat(problems(outside(wrong, "x")))
        .singleElement()
        .asString()
        .contains(wrong + " is no setting", "did you mean " + right + "?");
  }

  @Test
  void all_problems_are_named_at_once() {
    Map<String, String> environment =
        Map.of(
            "GVP_JOBS_DB_URL", "mysql://x",
            "GVP_JOBS_HTTP_PORT", "http",
            "GVP_JOBS_WEB_AUTH", "oauth",
            "GVP_JOBS_START", "later",
            "GVP_JOBS_PROBATION_JOBS", "1001",
            "GVP_JOBS_HOEM", "x");
    assertThat(problems(environment))
        .hasSize(6)
        .anyMatch(p -> p.contains("GVP_JOBS_DB_URL is 'mysql://x', but must be jdbc:postgresql:"))
        .anyMatch(p -> p.contains("GVP_JOBS_HTTP_PORT is 'http', but must be a port, 1 to 65535"))
        .anyMatch(p -> p.contains("GVP_JOBS_WEB_AUTH is 'oauth', but must be 'basic' or 'none'"))
        .anyMatch(p -> p.contains("GVP_JOBS_START is 'later', but must be 'running' or 'paused'"))
        .anyMatch(p -> p.contains("GVP_JOBS_PROBATION_JOBS is '1001', but must be a number, 0 to"))
        .anyMatch(p -> p.contains("GVP_JOBS_HOEM"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "80a", "99999999999", "8080.0"})
  void a_port_out_of_range_is_refused(String port) {
    assertThat(problems(outside("GVP_JOBS_HTTP_PORT", port)))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_HTTP_PORT is '" + port + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "65535", " 8080 "})
  void a_port_within_range_is_taken(String port) {
    Settings settings = SettingsReader.read(outside("GVP_JOBS_HTTP_PORT", port), false);
    assertThat(settings.web().port()).isEqualTo(Integer.parseInt(port.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_jobs_",
        "1jobs_",
        "Jobs_",
        "jobs-",
        "a23456789012345678901234567890123456789_x"
      })
  void a_prefix_of_roles_that_would_need_care_is_refused(String prefix) {
    assertThat(problems(outside("GVP_JOBS_DB_ROLE_PREFIX", prefix)))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_DB_ROLE_PREFIX is '" + prefix + "'");
  }

  @ParameterizedTest
  @CsvSource({
    "?prepareThreshold=0, true",
    "?sslmode=require&prepareThreshold=0, true",
    "?prepareThreshold=05, false",
    "?prepareThreshold=5, false",
    "'', false"
  })
  void a_pooler_is_told_by_the_url(String parameters, boolean pooled) {
    Settings settings = SettingsReader.read(outside("GVP_JOBS_DB_URL", URL + parameters), false);
    assertThat(settings.database().pooled()).isEqualTo(pooled);
  }

  @Test
  void a_password_can_come_from_a_file() throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from the file\n");
    Settings settings =
        SettingsReader.read(outside("GVP_JOBS_DB_PASSWORD_FILE", file.toString()), false);
    assertThat(settings.database().password()).isEqualTo("from the file");
  }

  @Test
  void a_password_file_must_be_there_and_be_the_only_password() throws Exception {
    String missing = folder.resolve("missing").toString();
    assertThat(problems(outside("GVP_JOBS_DB_PASSWORD_FILE", missing)))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_DB_PASSWORD_FILE is '" + missing + "'");
    String empty = Files.writeString(folder.resolve("empty"), "\n").toString();
    assertThat(problems(outside("GVP_JOBS_WEB_PASSWORD_FILE", empty)))
        .singleElement()
        .asString()
        .contains("but that one is empty");
    Map<String, String> both =
        outside("GVP_JOBS_DB_PASSWORD_FILE", empty, "GVP_JOBS_DB_PASSWORD", "x");
    assertThat(problems(both))
        .containsExactly(
            "GVP_JOBS_DB_PASSWORD and GVP_JOBS_DB_PASSWORD_FILE are both set: keep one");
  }

  @Test
  void no_secret_is_repeated_in_a_problem() {
    Map<String, String> environment =
        outside("GVP_JOBS_DB_PASSWORD", "hush", "GVP_JOBS_WEB_PASSWORD", "hush", "GVP_JOBS_X", "");
    assertThatThrownBy(() -> SettingsReader.read(environment, false))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContaining("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1"})
  void everybody_may_look_on_a_loopback_address(String host) {
    Map<String, String> environment =
        outside("GVP_JOBS_WEB_AUTH", "none", "GVP_JOBS_HTTP_HOST", host);
    assertThat(SettingsReader.read(environment, false).web().auth()).isEqualTo(WebAuth.NONE);
  }

  @Test
  void everybody_may_not_look_from_elsewhere() {
    Map<String, String> environment =
        outside("GVP_JOBS_WEB_AUTH", "none", "GVP_JOBS_HTTP_HOST", "0.0.0.0");
    assertThat(problems(environment))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_WEB_AUTH is 'none'", "loopback", "GVP_JOBS_HTTP_HOST is '0.0.0.0'");
    Settings sandbox = SettingsReader.read(Map.of("GVP_JOBS_HTTP_HOST", "0.0.0.0"), true);
    assertThat(sandbox.web().auth()).isEqualTo(WebAuth.BASIC);
  }

  @Test
  void a_user_for_the_embedded_database_is_refused() {
    assertThat(problems(Map.of("GVP_JOBS_DB_URL", "embedded", "GVP_JOBS_DB_USER", "x")))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_DB_USER is set, but the embedded database makes its own user");
  }

  @Test
  void an_outside_database_needs_a_user() {
    assertThat(problems(Map.of("GVP_JOBS_DB_URL", URL)))
        .singleElement()
        .asString()
        .contains("GVP_JOBS_DB_USER is not set");
    String withUser = URL + "?user=jobs";
    assertThat(SettingsReader.read(Map.of("GVP_JOBS_DB_URL", withUser), false).database().user())
        .isNull();
  }

  @Test
  void the_variable_of_the_test_suites_is_no_obstacle() {
    assertThat(SettingsReader.read(Map.of("GVP_JOBS_CI", "true"), true).paused()).isFalse();
  }

  private static List<String> problems(Map<String, String> environment) {
    return catchThrowableOfType(UsageException.class, () -> SettingsReader.read(environment, false))
        .problems();
  }

  private static Map<String, String> outside(String... more) {
    Map<String, String> environment =
        new HashMap<>(Map.of("GVP_JOBS_DB_URL", URL, "GVP_JOBS_DB_USER", "jobs"));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }
}
