package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Daemons that have nothing in common but the database. */
@ExtendWith(SharedSandbox.class)
final class TwoDaemonsTest {
  @Test
  void two_daemons_share_the_jobs_and_one_finishes_what_the_killed_other_ran(Daemon first)
      throws Exception {
    Register register = first.register();
    try (Daemon second = new Daemon("second")) {
      second.environment().put("GVP_JOBS_DB_URL", register.url());
      second.environment().put("GVP_JOBS_DB_USER", register.user());
      second.environment().put("GVP_JOBS_DB_PASSWORD", register.password());
      second.start();
      String node = second.web().json("/health/ready").path("node").asText();
      assertThat(node)
          .isNotBlank()
          .isNotEqualTo(first.web().json("/health/ready").get("node").asText());
      Await.until(
          "both serve",
          Duration.ofSeconds(15),
          () -> first.web().servingNodes("sandbox.Probe") == 2);

      Long[] jobs = jobsOnBoth(register, node);
      second.kill();
      Duration took =
          Await.until(
              "the first daemon finishes all jobs",
              Duration.ofSeconds(45),
              () ->
                  register.number(
                          "select count(*) from gvp_jobs.job"
                              + " where id = any(?) and status = 'Finished'",
                          (Object) jobs)
                      == jobs.length);
      Measured.print("from the kill of a daemon to the end of its jobs on the other", took);
      assertThat(register.number(Facts.PROBES_WITHOUT_END, (Object) jobs)).isZero();
      assertThat(
              register.number(
                  "select count(*) from gvp_jobs.job_run where job_id = any(?) and node = ?"
                      + " and cause = 'rescued'",
                  jobs,
                  node))
          .as("runs of the killed daemon that were rescued")
          .isPositive();
      assertThat(first.web().page("/nodes")).contains(node, "lost");
    }
  }

  /** Creates jobs until both daemons run some of them. */
  private static Long[] jobsOnBoth(Register register, String second) throws Exception {
    List<Long> jobs = new ArrayList<>();
    Await.until(
        "both daemons run jobs",
        Duration.ofSeconds(20),
        () -> {
          if (jobs.size() < 60) {
            jobs.add(register.createProbeJob("shared " + jobs.size(), 2, "{\"sleep_ms\": 1500}"));
          }
          return running(register, jobs, "=", second) > 1
              && running(register, jobs, "<>", second) > 1;
        });
    return jobs.toArray(Long[]::new);
  }

  private static long running(Register register, List<Long> jobs, String is, String node)
      throws Exception {
    return register.number(
        "select count(*) from gvp_jobs.job j where id = any(?) and status = 'Started' and node "
            + is
            + " ? and exists (select from sandbox.effect e where e.job_id = j.id)",
        jobs.toArray(Long[]::new),
        node);
  }
}
