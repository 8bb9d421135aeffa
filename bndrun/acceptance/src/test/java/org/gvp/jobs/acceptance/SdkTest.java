package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide followed literally, by someone who has the SDK's zip, Maven Central, an empty local
 * repository and nothing else.
 */
final class SdkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LETTERS = "{\\\"letters\\\": \" + parameters.name().length()";

  /** The same with a library, which only an agent that embeds it can use. */
  private static final String COUNT =
      "{\\\"count\\\": \" + new com.fasterxml.jackson.databind.ObjectMapper()"
          + ".valueToTree(parameters.name().length())";

  private static final String NO_LIBRARY = "  <dependencies>\n";
  private static final String LIBRARY =
      NO_LIBRARY
          + "<dependency><groupId>com.fasterxml.jackson.core</groupId>"
          + "<artifactId>jackson-databind</artifactId><version>"
          + System.getProperty("acceptance.jackson")
          + "</version></dependency>\n";

  private final Integrator integrator;
  private Process development;

  SdkTest(@TempDir Path empty) throws IOException {
    this.integrator = new Integrator(empty);
  }

  @AfterEach
  void end() throws InterruptedException {
    if (development != null) {
      integrator.end(development);
    }
  }

  @Test
  void the_guide_leads_from_the_zip_to_an_agent_that_serves() throws Exception {
    needsCentral();
    List<String> commands = integrator.guide().commands();
    String install = commands.get(0);
    String generate = commands.get(1);
    String verify = commands.get(2);
    String daemon = commands.get(3);
    String rebuild = commands.get(4);
    Path project = integrator.folder().resolve("invoice-agent");

    integrator.run(integrator.folder(), install);
    integrator.run(integrator.folder(), generate);
    assertThat(integrator.run(project, verify)).contains("InvoiceAgentTest", "InvoiceAgentIT");

    development = integrator.start(project, daemon);
    Path status = project.resolve("gvp-jobs-home/agents/invoice-agent.jar.status");
    Await.until("the agent serves", Duration.ofSeconds(300), () -> serves(status));
    Register register = new Register(project.resolve("gvp-jobs-home"));
    assertThat(result(register)).isEqualTo("{\"letters\": 3}");

    String before = Files.readString(status);
    replace(project.resolve("pom.xml"), NO_LIBRARY, LIBRARY);
    replace(project.resolve("src/main/java/com/acme/InvoiceAgent.java"), LETTERS, COUNT);
    integrator.run(project, rebuild + " -DskipTests");
    Duration serves =
        Await.until(
            "the new build serves",
            PATIENCE,
            () -> serves(status) && !Files.readString(status).equals(before));
    Measured.print("from the end of a build to serving in the running daemon", serves);
    assertThat(result(register)).isEqualTo("{\"count\": 3}");
    assertThat(integrator.run(project, commands.get(5))).contains("create_job");
  }

  private static void replace(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }

  private static boolean serves(Path status) throws IOException {
    return Files.exists(status)
        && Files.readString(status).matches("(?s).*state: (SERVING|PROBATION)\n.*");
  }

  /** What an action of the agent's leaves. */
  private static String result(Register register) throws Exception {
    long job =
        register.number(
            "select gvp_jobs.create_job('invoice', 'Custom', custom_type => 'acme.Invoice',"
                + " actions => '[{\"parameters\": {\"name\": \"Ana\"}}]')");
    Await.until(
        "job " + job + " is finished", PATIENCE, () -> register.status(job).equals("Finished"));
    return register.text("select results from gvp_jobs.job_action where job_id = ?", job);
  }

  private void needsCentral() throws Exception {
    if (!integrator.isOnline()) {
      String reason = "Maven is offline, or Maven Central cannot be reached: no SDK is tried";
      if ("true".equals(System.getenv("GVP_JOBS_CI"))) {
        fail(reason + ", and GVP_JOBS_CI wants it");
      }
      System.out.println("SKIPPED: " + reason);
      abort(reason);
    }
  }
}
