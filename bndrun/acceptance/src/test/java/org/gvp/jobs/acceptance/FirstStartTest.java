package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The one line of the readme: what whoever types it gets to see, without typing anything else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FirstStartTest {
  private static final String BOTH_HAVE_RUN =
      """
      select count(distinct schedule) = 2 and sum(actions) > 2000 from gvp_jobs.job
      where schedule in ('catalog-export', 'update-purchases') and status = 'Finished'
        and actions > 0
      """;

  private Daemon daemon;

  @BeforeAll
  void make() throws IOException {
    daemon = new Daemon("first-start");
  }

  @AfterAll
  void end() throws IOException {
    daemon.close();
  }

  @Test
  @Order(1)
  void the_first_start_does_the_main_job_within_a_minute_and_nobody_types_anything()
      throws Exception {
    long start = System.nanoTime();
    Measured.print("first start until ready", daemon.start());
    Register register = daemon.register();
    Await.until(
        "both schedules' jobs have finished, and GAL North has every film",
        Duration.ofSeconds(60).minus(Await.since(start)),
        () ->
            register.text(BOTH_HAVE_RUN).equals("t")
                && register.number(Facts.FILMS_THAT_DIFFER) == 0);
    Measured.print("first start until the main job is done", Await.since(start));
    assertThat(daemon.web().page("/")).contains("GVP Jobs", "catalog-export", "Finished");
    assertThat(register.number("select count(*) from sandbox.gal_north_film")).isGreaterThan(1_000);
    assertThat(register.number("select count(*) from gvp_jobs.job where schedule is null"))
        .isZero();
    assertThat(register.rows(Facts.ACCEPTED_TWICE)).isEmpty();
  }

  @Test
  @Order(2)
  void purchases_have_moved_each_exactly_once_with_its_history() throws Exception {
    Register register = daemon.register();
    assertThat(
            register.number(
                "select count(*) from mib.gvp_users_purchases_history"
                    + " where changed_by = 'gvp.gal.productsintegration'"))
        .isGreaterThan(100);
    assertThat(register.rows(Facts.MOVED_TWICE)).isEmpty();
    assertThat(register.number(Facts.MOVES_WITHOUT_HISTORY)).isZero();
  }

  @Test
  @Order(3)
  void the_four_lines_say_url_home_agents_and_how_to_stop() throws Exception {
    assertThat(daemon.output())
        .contains("is ready: " + daemon.web().url("/"))
        .contains("Home: " + daemon.home())
        .contains("copy its jar into " + daemon.agents())
        .contains("To stop: ctrl-C, or kill ");
  }

  @Test
  @Order(4)
  void a_second_start_on_the_same_home_keeps_the_register() throws Exception {
    long jobs = daemon.register().number("select count(*) from gvp_jobs.job");
    Measured.print("stop", daemon.stop());
    Measured.print("second start until ready (goal: under 10 s)", daemon.start());
    assertThat(daemon.register().number("select count(*) from gvp_jobs.job"))
        .isGreaterThanOrEqualTo(jobs);
  }
}
