package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An agent's jar that comes and goes while the daemon runs. */
@ExtendWith(SharedSandbox.class)
final class HotDropTest {
  private static final String JAR = "gvp-jobs-agent-probe.jar";
  private static final String TYPE = "sandbox.Probe";

  @Test
  void an_agent_is_removed_and_dropped_again_in_the_running_daemon(
      Daemon daemon, @TempDir Path aside) throws Exception {
    Register register = daemon.register();
    Path jar = daemon.agents().resolve(JAR);
    Path copy = aside.resolve(JAR);
    Files.copy(jar, copy);
    long running = register.createProbeJob("runs while it is removed", 60, "{\"sleep_ms\": 400}");
    Await.until(
        "the job runs", Duration.ofSeconds(10), () -> register.status(running).equals("Started"));

    Files.delete(jar);
    Duration drained =
        Await.until(
            "the agent is drained, and its job handed back",
            Duration.ofSeconds(15),
            () ->
                daemon.web().agent(JAR).isMissingNode()
                    && daemon.web().servingNodes(TYPE) == 0
                    && register.status(running).equals("Waiting"));
    Measured.print("from removing a jar to its job being handed back", drained);
    long parked = register.createProbeJob("finds no agent", 1, "{}");
    Await.until(
        "the overview says that there is no agent",
        Duration.ofSeconds(15),
        () -> {
          String overview = daemon.web().page("/");
          return overview.contains("of type Custom") && overview.contains("wait: no agent");
        });
    assertThat(register.status(parked)).isEqualTo("Waiting");
    assertThat(daemon.web().servingNodes(TYPE)).isZero();

    Files.copy(copy, jar);
    Duration serves =
        Await.until(
            "the dropped agent serves",
            Duration.ofSeconds(5),
            () -> daemon.web().agent(JAR).path("state").asText().equals("SERVING"));
    Measured.print("from dropping a jar to serving", serves);
    Await.until(
        "both jobs finish",
        Duration.ofSeconds(20),
        () ->
            register.status(parked).equals("Finished")
                && register.status(running).equals("Finished"));
    assertThat(register.number(Facts.PROBES_WITHOUT_END, (Object) new Long[] {running, parked}))
        .isZero();
    assertThat(
            register.number(
                "select count(*) from gvp_jobs.job_action"
                    + " where job_id = ? and number_of_retries > 0",
                running))
        .as("actions for which being handed back counted as a failure")
        .isZero();
  }
}
