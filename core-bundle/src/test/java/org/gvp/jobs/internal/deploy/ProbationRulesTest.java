package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.gvp.jobs.internal.agents.Experience;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.Test;

class ProbationRulesTest {
  private static final JobTypeKey FILMS = new JobTypeKey("Unit", null);
  private static final JobTypeKey TRIALS = JobTypeKey.custom("acme.Trials");
  private static final ProbationRules RULES = ProbationRules.DEFAULT;

  private final Experience before = new Experience();
  private final Experience next = new Experience();

  @Test
  void one_or_two_failed_jobs_are_no_reason() {
    run(next, FILMS, 1, 2, 2);
    assertFine();
  }

  @Test
  void one_job_that_fails_again_and_again_is_one_failure() {
    for (int i = 0; i < 10; i++) {
      next.ended(FILMS, 7, true);
    }
    assertFine();
    assertThat(next.jobs()).isEqualTo(1);
  }

  @Test
  void a_job_that_comes_through_on_its_second_try_has_not_failed() {
    run(next, FILMS, 1, 3, 3);
    next.ended(FILMS, 2, false);
    assertFine();
  }

  @Test
  void three_failed_jobs_of_three_are_one() {
    run(next, FILMS, 1, 3, 3);
    assertThat(RULES.fault(before, next))
        .hasValue("3 of 3 jobs of Unit failed, none had been run by the version before");
  }

  @Test
  void three_failed_jobs_of_seven_are_none() {
    run(next, FILMS, 1, 7, 3);
    assertFine();
  }

  @Test
  void what_failed_before_may_fail_now() {
    run(before, FILMS, 1, 100, 40);
    run(next, FILMS, 201, 10, 7);
    assertFine();
    run(next, FILMS, 301, 10, 10);
    assertThat(RULES.fault(before, next))
        .hasValue("17 of 20 jobs of Unit failed, with the version before it was 40 of 100");
  }

  @Test
  void one_type_that_always_failed_does_not_hide_another_that_fails_now() {
    run(before, FILMS, 1, 50, 50);
    run(before, TRIALS, 101, 50, 0);
    run(next, FILMS, 201, 4, 4);
    assertFine();
    run(next, TRIALS, 301, 4, 3);
    assertThat(RULES.fault(before, next)).get().asString().contains("Custom/acme.Trials");
  }

  @Test
  void it_is_over_after_so_many_jobs_or_so_much_time() {
    run(next, FILMS, 1, 19, 0);
    assertThat(RULES.isOver(next, Duration.ofMinutes(9))).isFalse();
    assertThat(RULES.isOver(next, Duration.ofMinutes(10))).isTrue();
    run(next, TRIALS, 101, 1, 0);
    assertThat(RULES.isOver(next, Duration.ZERO)).isTrue();
  }

  @Test
  void the_settings_are_read_from_the_framework() {
    assertThat(ProbationRules.of(name -> null)).isEqualTo(RULES);
    assertThat(
            ProbationRules.of(
                Map.of("gvp.jobs.probation.jobs", "3", "gvp.jobs.probation.minutes", "1")::get))
        .isEqualTo(new ProbationRules(3, Duration.ofMinutes(1)));
  }

  @Test
  void of_very_many_jobs_the_latest_count() {
    run(next, FILMS, 1, 2 * Experience.MOST, Experience.MOST);
    assertThat(next.outcomes()).containsEntry(FILMS, new Experience.Outcome(Experience.MOST, 0));
  }

  private void assertFine() {
    assertThat(RULES.fault(before, next)).isEmpty();
  }

  private static void run(Experience experience, JobTypeKey type, long from, int jobs, int failed) {
    for (int i = 0; i < jobs; i++) {
      experience.ended(type, from + i, i < failed);
    }
  }
}
