package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gvp.jobs.acceptance.Commands.Output;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is typed behind the jars' names, and what is set wrong. */
@ExtendWith(SharedSandbox.class)
final class CommandLineTest {
  private static final Pattern ONLY_NUMBER = Pattern.compile("(?m)^\\W*(\\d+)\\W*$");

  @TempDir private Path home;

  @Test
  void a_job_typed_as_sql_finishes_within_seconds(Daemon daemon) throws Exception {
    Output output =
        daemon.command(
            "sql",
            "select gvp_jobs.create_job('smoke', 'Custom', custom_type => 'sandbox.Probe', actions"
                + " => '[{\"label\": \"one\"}, {\"parameters\": {\"result\": {\"seen\": true}}}]')");
    assertThat(output.exitCode()).as(output.all()).isZero();
    Matcher id = ONLY_NUMBER.matcher(output.out());
    assertThat(id.find()).as(output.out()).isTrue();
    long job = Long.parseLong(id.group(1));
    Duration took =
        Await.until(
            "job " + job + " finishes",
            Duration.ofSeconds(5),
            () -> daemon.register().status(job).equals("Finished"));
    Measured.print("a job typed as SQL", took);
    assertThat(
            daemon
                .register()
                .rows(
                    "select status, results ->> 'seen' from gvp_jobs.job_action where job_id = ?"
                        + " order by action_no",
                    job))
        .extracting(row -> String.join(" ", row.get(0), String.valueOf(row.get(1))))
        .containsExactly("Finished null", "Finished true");
  }

  @Test
  void an_unknown_job_type_is_refused_with_the_known_ones(Daemon daemon) throws Exception {
    refuses(
        daemon,
        "select gvp_jobs.create_job('typo', 'ProductIntegrationCatalogExporter')",
        "job_type: \"ProductIntegrationCatalogExporter\" is not known",
        "HINT: one of MiView,",
        "ProductsIntegrationCatalogExporter");
  }

  @Test
  void a_missing_custom_type_is_refused_with_an_example(Daemon daemon) throws Exception {
    refuses(
        daemon,
        "select gvp_jobs.create_job('no type', 'Custom')",
        "custom_type: is missing; job type Custom needs one",
        "HINT: name the type that the agent serves: custom_type => 'acme.Invoice'");
  }

  @Test
  void a_misspelt_field_of_an_action_is_refused_with_the_fields_that_there_are(Daemon daemon)
      throws Exception {
    refuses(
        daemon,
        "select gvp_jobs.create_job('typo', 'Custom', custom_type => 'sandbox.Probe',"
            + " actions => '[{\"label\": \"good\"}, {\"parameter\": {}}]')",
        "actions[1]: has the unknown field \"parameter\"",
        "HINT: there are action_type, label, media_type, reference_id, key, parameters");
  }

  private static void refuses(Daemon daemon, String sql, String... said) throws Exception {
    long before =
        daemon.register().number("select count(*) from gvp_jobs.job where schedule is null");
    Output output = daemon.command("sql", sql);
    assertThat(output.exitCode()).as(output.all()).isEqualTo(1);
    assertThat(output.err()).contains(said);
    assertThat(daemon.register().number("select count(*) from gvp_jobs.job where schedule is null"))
        .isEqualTo(before);
    assertThat(daemon.web().status("/health/ready")).isEqualTo(200);
  }

  @Test
  void status_says_how_the_daemon_is(Daemon daemon) throws Exception {
    Output output = daemon.command("status");
    assertThat(output.exitCode()).as(output.all()).isZero();
    assertThat(output.out()).contains(daemon.web().url(""));
  }

  @Test
  void a_misspelt_variable_stops_the_start_and_names_the_nearest() throws Exception {
    Output output =
        Commands.run(
            Jars.sandbox(), Map.of("GVP_JOBS_HOME", home.toString(), "GVP_JOBS_HTPP_PORT", "8081"));
    assertThat(output.exitCode()).isNotZero();
    assertThat(output.err())
        .contains("GVP_JOBS_HTPP_PORT is no setting of this daemon")
        .contains("did you mean GVP_JOBS_HTTP_PORT?");
  }

  @Test
  void the_daemon_that_means_business_does_not_start_a_register_of_its_own() throws Exception {
    Output output = Commands.run(Jars.daemon(), Map.of("GVP_JOBS_HOME", home.toString()));
    assertThat(output.exitCode()).isNotZero();
    assertThat(output.err())
        .contains("GVP_JOBS_DB_URL is not set: give the register's database")
        .contains("for a trial set it to embedded");
  }

  @Test
  void the_daemon_that_means_business_proves_nothing() throws Exception {
    Output output = Commands.run(Jars.daemon(), Map.of(), "prove");
    assertThat(output.exitCode()).isEqualTo(2);
    assertThat(output.err()).contains("java -jar gvp-jobs-sandbox.jar prove");
  }

  @Test
  void the_daemon_that_means_business_keeps_out_of_the_sandbox_s_database(Daemon daemon)
      throws Exception {
    Map<String, String> environment = new TreeMap<>();
    environment.put("GVP_JOBS_HOME", home.toString());
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(Processes.freePort()));
    environment.put("GVP_JOBS_DB_URL", daemon.register().url());
    environment.put("GVP_JOBS_DB_USER", daemon.register().user());
    environment.put("GVP_JOBS_DB_PASSWORD", daemon.register().password());
    Output output = Commands.run(Jars.daemon(), environment);
    assertThat(output.exitCode()).as(output.all()).isNotZero();
    assertThat(output.err())
        .contains("this database was made by a sandbox")
        .contains("use another one (GVP_JOBS_DB_URL)");
    assertThat(daemon.web().schedule("catalog-export").path("enabled").asBoolean()).isTrue();
  }

  @Test
  void a_second_daemon_on_the_same_home_is_refused(Daemon daemon) throws Exception {
    Map<String, String> environment = new TreeMap<>(daemon.environment());
    environment.put("GVP_JOBS_HTTP_PORT", Integer.toString(Processes.freePort()));
    Output output = Commands.run(Jars.sandbox(), environment);
    assertThat(output.exitCode()).isNotZero();
    assertThat(output.err())
        .contains("another daemon runs on " + daemon.home())
        .contains("set GVP_JOBS_HOME to another folder");
    assertThat(daemon.web().status("/health/ready")).isEqualTo(200);
  }
}
