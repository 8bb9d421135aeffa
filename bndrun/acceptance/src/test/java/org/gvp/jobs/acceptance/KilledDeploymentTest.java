package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gvp.jobs.prove.AgentJar;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed in the midst of taking in a new version of an agent. */
final class KilledDeploymentTest {
  private static final String JAR = "gvp-jobs-agent-probe.jar";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path aside;
  private final List<Long> jobs = new ArrayList<>();

  /** How far a deployment has come when the daemon is killed. */
  private enum Moment {
    DROPPED,
    COPIED,
    ON_PROBATION,
    PROVEN
  }

  @Test
  void whenever_it_is_killed_the_next_start_ends_with_the_new_version_and_every_job_is_done()
      throws Exception {
    try (Daemon daemon = new Daemon("deploying")) {
      daemon.start();
      Path first = aside.resolve("first.jar");
      Path next = aside.resolve("next.jar");
      Files.copy(daemon.agents().resolve(JAR), first);
      int minor = 0;
      for (Moment moment : Moment.values()) {
        String version = "2." + minor++ + ".0";
        createJobs(daemon);
        long contents = contents(daemon);
        AgentJar.write(first, version, next);
        drop(next, daemon.agents().resolve(JAR));
        createJobs(daemon);
        Await.until(
            version + " is " + moment, PATIENCE, () -> isAt(daemon, moment, version, contents));
        daemon.kill();
        Measured.print("start after kill -9, " + moment, daemon.start());
        awaitServing(daemon, version);
        awaitJobs(daemon);
      }
    }
  }

  private void createJobs(Daemon daemon) throws Exception {
    for (int i = 0; i < 30; i++) {
      jobs.add(daemon.register().createProbeJob("job " + jobs.size(), 3, "{\"sleep_ms\": 30}"));
    }
  }

  private static boolean isAt(Daemon daemon, Moment moment, String version, long contentsBefore)
      throws IOException {
    return switch (moment) {
      case DROPPED -> true;
      case COPIED -> contents(daemon) > contentsBefore;
      case ON_PROBATION -> status(daemon).contains("version: " + version + "\n");
      case PROVEN ->
          status(daemon).contains("version: " + version + "\n")
              && status(daemon).contains("state: SERVING\n");
    };
  }

  private static String status(Daemon daemon) throws IOException {
    return Files.readString(daemon.agents().resolve(JAR + ".status"));
  }

  private static long contents(Daemon daemon) throws IOException {
    try (Stream<Path> contents = Files.list(daemon.home().resolve("data/agents"))) {
      return contents.filter(content -> content.toString().endsWith(".jar")).count();
    }
  }

  private static void awaitServing(Daemon daemon, String version) {
    Await.until(
        version + " serves, and nothing is left on its way",
        PATIENCE,
        () -> {
          JsonNode agent = daemon.web().agent(JAR);
          return agent.path("version").asText().equals(version)
              && List.of("SERVING", "PROBATION").contains(agent.path("state").asText())
              && agent.path("code").isNull();
        });
  }

  private void awaitJobs(Daemon daemon) throws Exception {
    Object ids = jobs.toArray(Long[]::new);
    Await.until(
        "all jobs are finished",
        PATIENCE,
        () ->
            daemon
                    .register()
                    .number(
                        "select count(*) from gvp_jobs.job"
                            + " where id = any(?) and status = 'Finished'",
                        ids)
                == jobs.size());
    assertThat(daemon.register().number(Facts.PROBES_WITHOUT_END, ids)).isZero();
  }

  private static void drop(Path jar, Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".tmp");
    Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
