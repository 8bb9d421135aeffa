package org.gvp.jobs.internal.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which ended jobs the rules keep, in a register that never fills a partition. */
class KeepRulesTest {
  private static final String TYPE = "test.Nightly";
  private static final String OTHER = "test.Other";
  private static final List<String> OF_A_JOB =
      List.of("job_ended", "job_detail", "action", "action_begun", "action_result", "job_history");

  private final KeptJobs jobs = new KeptJobs();

  @AfterEach
  void stop() {
    jobs.close();
  }

  /**
   * The first job of the register is two days old: its partition takes longer than a day to fill.
   */
  private void age() {
    jobs.execute("update gvp_jobs.job_detail set created_at = now() - interval '2 days'");
  }

  @Test
  void of_each_type_the_last_stay_as_many_as_its_rule_says() throws Exception {
    List<Long> mine = jobs.finished(TYPE, 5, 3);
    List<Long> others = jobs.finished(OTHER, 5, 3);
    List<Long> unruled = jobs.finished("test.Unruled", 5, 3000);
    jobs.rule(TYPE, "KeepTheLast", 2);
    jobs.rule(OTHER, "KeepTheLast", 4);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).isEqualTo(mine.subList(3, 5));
    assertThat(jobs.kept(OTHER)).isEqualTo(others.subList(1, 5));
    assertThat(jobs.kept("test.Unruled")).as("10,000 are kept").isEqualTo(unruled);
  }

  @Test
  void what_is_forgotten_leaves_nothing_behind() throws Exception {
    long fail = jobs.ended(TYPE, "Fail", Duration.ofDays(40));
    long last = jobs.ended(TYPE, "Finished", Duration.ofDays(40));
    jobs.rule(TYPE, "KeepTheLast", 1);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(last);
    assertThat(jobs.everything(fail).values()).containsOnlyNulls();
    for (String table : OF_A_JOB) {
      assertThat(jobs.text("select count(*) from gvp_jobs." + table))
          .as(table)
          .isEqualTo(
              table.equals("job_history")
                  ? "0"
                  : table.equals("action_result") ? "3" : table.equals("action") ? "2" : "1");
    }
  }

  @Test
  void after_the_days_of_the_rule_jobs_go_whatever_the_count_and_before_they_stay()
      throws Exception {
    jobs.finished(TYPE, 3, 8);
    List<Long> young = jobs.finished(TYPE, 3, 6);
    jobs.rule(TYPE, "KeepDays", 7);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).isEqualTo(young);
    jobs.clock.advance(Duration.ofDays(1));
    jobs.retention.tick();
    assertThat(jobs.kept(TYPE)).isEmpty();
  }

  @Test
  void of_both_rules_the_first_to_let_a_job_go_counts() throws Exception {
    jobs.finished(TYPE, 2, 8);
    List<Long> young = jobs.finished(TYPE, 4, 6);
    jobs.rule(TYPE, "KeepDays", 7);
    jobs.rule(TYPE, "KeepTheLast", 3);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).isEqualTo(young.subList(1, 4));
  }

  @Test
  void a_fail_stays_thirty_days_or_as_long_as_its_rule_says() throws Exception {
    jobs.ended(TYPE, "Fail", Duration.ofDays(31));
    long young = jobs.ended(TYPE, "Fail", Duration.ofDays(29));
    jobs.ended(OTHER, "Fail", Duration.ofDays(10));
    long ruled = jobs.ended(OTHER, "Fail", Duration.ofDays(8));
    jobs.rule(TYPE, "KeepDays", 1);
    jobs.rule(OTHER, "KeepDays", 1);
    jobs.rule(OTHER, "KeepFailDays", 9);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(young);
    assertThat(jobs.kept(OTHER)).containsExactly(ruled);
  }

  @Test
  void what_ended_today_stays_however_low_its_id() throws Exception {
    long late = jobs.ended(TYPE, "Finished", Duration.ofHours(20));
    List<Long> later = jobs.finished(TYPE, 2, 2);
    jobs.rule(TYPE, "KeepTheLast", 1);
    age();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(late, later.get(1));
  }

  @Test
  void jobs_that_have_not_ended_never_go() throws Exception {
    long waiting = jobs.waiting(TYPE);
    long stopped = jobs.waiting(TYPE);
    jobs.execute("select gvp_jobs.stop_job(" + stopped + ")");
    long started = jobs.started(TYPE);
    long creating =
        jobs.number(
            "select gvp_jobs.create_job('c', 'Custom', custom_type => '%s', publish => false)"
                .formatted(TYPE));
    jobs.finished(TYPE, 1, 400);
    jobs.rule(TYPE, "KeepDays", 1);
    age();
    jobs.clock.advance(Duration.ofDays(400));
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(waiting, stopped, started, creating);
    assertThat(jobs.text("select count(*) from gvp_jobs.action")).isEqualTo("6");
  }

  @Test
  void little_is_deleted_at_a_time_and_the_next_minutes_go_on() throws Exception {
    Retention slow = jobs.retention(new RetentionConfig(10, 10, 1, 2, 3, 4, 100, 10, 1_000_000));
    List<Long> all = jobs.finished(TYPE, 10, 9);
    jobs.rule(TYPE, "KeepTheLast", 1);
    age();
    List<Integer> left =
        Stream.generate(
                () -> {
                  tick(slow);
                  return jobs.kept(TYPE).size();
                })
            .limit(4)
            .toList();
    assertThat(left).as("two actions a batch, four jobs a tick").containsExactly(6, 2, 1, 1);
    assertThat(jobs.kept(TYPE)).isEqualTo(all.subList(9, 10));
  }

  private static void tick(Retention retention) {
    try {
      retention.tick();
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void nothing_is_deleted_while_an_old_snapshot_could_still_see_it() throws Exception {
    jobs.finished(TYPE, 2, 9);
    jobs.rule(TYPE, "KeepTheLast", 1);
    age();
    Retention careful = jobs.retention(new RetentionConfig(10, 10, 1, 10, 100, 100, 100, 10, 20));
    try (var reader = jobs.source.getConnection();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("select 1");
      LongStream.range(0, 25).forEach(i -> jobs.execute("select pg_current_xact_id()"));
      careful.tick();
      assertThat(jobs.kept(TYPE)).hasSize(2);
      reader.rollback();
    }
    careful.tick();
    assertThat(jobs.kept(TYPE)).hasSize(1);
  }
}
