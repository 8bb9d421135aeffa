package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** GAL North answers badly, late or not at all. */
@ExtendWith(SharedSandbox.class)
final class PeerFaultsTest {
  private static final String TYPE = "ProductsIntegrationCatalogExporter";

  /** Longer than the client's patience, 5 s. */
  private static final String ANSWER_TOO_LATE =
      "select sandbox.set_fault('gal-north', 'timeout_after', 1, 6000)";

  private Register register;

  @AfterEach
  void clear() throws Exception {
    register.number("select sandbox.clear_faults()");
    register.rows("delete from gvp_jobs.job_rule where job_type = ?", TYPE);
  }

  @Test
  void an_export_rides_out_the_faults_of_gal_north_and_the_page_says_why_it_waits(Daemon daemon)
      throws Exception {
    register = daemon.register();
    Await.until(
        "the first export is done",
        Duration.ofSeconds(60),
        () -> register.number(Facts.FILMS_THAT_DIFFER) == 0);
    register.rows(
        "insert into gvp_jobs.job_rule (job_type, rule_type, value)"
            + " values (?, 'DelayToRetry', 1), (?, 'RetryLimit', 100)",
        TYPE,
        TYPE);
    // Rules are read every five seconds; a job that runs keeps those that it began with.
    Await.until("the rules hold", Duration.ofSeconds(60), () -> ruleIsRead(daemon));
    long job = exportOfEditedFilms();
    showsWhy(daemon, job);

    register.rows("select sandbox.set_fault('gal-north', 'error', 0.3)");
    register.rows(ANSWER_TOO_LATE);
    Await.until(
        "GAL North has accepted a film whose answer came too late",
        Duration.ofSeconds(30),
        () -> register.number(phases(job, "accepted")) > 0 && retries(job) > 0);
    register.number("select sandbox.clear_faults()");
    Duration took =
        Await.until(
            "job " + job + " finishes",
            Duration.ofSeconds(25),
            () -> register.status(job).equals("Finished"));
    Measured.print("from the end of the faults to the end of the job", took);
    assertThat(register.number(phases(job, "refused"))).as("503 answers").isPositive();
    assertThat(register.rows(Facts.ACCEPTED_TWICE)).isEmpty();
    assertThat(register.number(Facts.FILMS_THAT_DIFFER)).isZero();
  }

  private boolean ruleIsRead(Daemon daemon) throws Exception {
    return daemon.web().status("/health/ready") == 200
        && register
            .text(
                "select clock_timestamp() > max(set_at) + interval '6 s' from gvp_jobs.job_rule"
                    + " where job_type = ?",
                TYPE)
            .equals("t");
  }

  /** A job whose films GAL North refuses, all of them, at first. */
  private long exportOfEditedFilms() throws Exception {
    register.rows("select sandbox.set_fault('gal-north', 'error', 1)");
    register.rows(
        "update mib.movie set last_update = clock_timestamp(),"
            + " licence_end = coalesce(licence_end, clock_timestamp()) + interval '400 days'"
            + " where id in (select id from mib.movie where status = 'Available in Stock'"
            + " order by id limit 12)");
    return register.number("select gvp_jobs.create_job('edited films', ?)", TYPE);
  }

  private void showsWhy(Daemon daemon, long job) throws Exception {
    Await.until(
        "the page says why job " + job + " is in Error",
        Duration.ofSeconds(20),
        () -> {
          String page = daemon.web().page("/jobs/" + job);
          return page.contains("id=\"why\"")
              && page.contains("class=\"status Error\"")
              && page.contains("503");
        });
  }

  private long retries(long job) throws Exception {
    return register.number(
        "select coalesce(max(number_of_retries), 0) from gvp_jobs.job_action where job_id = ?",
        job);
  }

  private static String phases(long job, String phase) {
    return "select count(*) from sandbox.effect where peer = 'gal-north' and phase = '%s'"
            .formatted(phase)
        + " and job_id = "
        + job;
  }
}
