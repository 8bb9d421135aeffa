package org.gvp.jobs.internal.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.gvp.jobs.internal.testsupport.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How full partitions go, with what the rules protect carried over into new ones. */
class RangesTest {
  private static final String TYPE = "test.Nightly";
  private static final String FORGET =
      "select * from gvp_jobs.forget_range(0, " + KeptJobs.WIDTH + ", 100, 1000, '%s')";

  private final KeptJobs jobs = new KeptJobs();

  @AfterEach
  void stop() {
    jobs.close();
  }

  /** Some jobs that go, and between them one Fail that stays. */
  private long oneFailAmong(int count) {
    jobs.rule(TYPE, "KeepDays", 2);
    jobs.finished(TYPE, count / 2, 3);
    long fail = jobs.ended(TYPE, "Fail", Duration.ofDays(3));
    jobs.finished(TYPE, count - count / 2, 3);
    return fail;
  }

  private Map<Long, Map<String, String>> everything(List<Long> ids) {
    Map<Long, Map<String, String>> all = new LinkedHashMap<>();
    ids.forEach(id -> all.put(id, jobs.everything(id)));
    return all;
  }

  @Test
  void a_full_partition_goes_and_what_is_protected_stays_with_all_that_belongs_to_it()
      throws Exception {
    long fail = oneFailAmong(20);
    Map<String, String> before = jobs.everything(fail);
    long file = jobs.number("select 'gvp_jobs.job_ended_0'::regclass::oid");
    jobs.fillRange();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(fail);
    assertThat(jobs.everything(fail)).isEqualTo(before).doesNotContainValue("");
    assertThat(before.values()).filteredOn(v -> v == null).as("no row in job_open").hasSize(1);
    assertThat(jobs.number("select 'gvp_jobs.job_ended_0'::regclass::oid")).isNotEqualTo(file);
    assertThat(jobs.ranges()).startsWith("0-0", "1-1");
  }

  @Test
  void a_job_carried_over_can_be_redriven() throws Exception {
    long fail = oneFailAmong(4);
    jobs.fillRange();
    jobs.anHourLater();
    jobs.execute("select gvp_jobs.redrive_job(" + fail + ", 'once more')");
    assertThat(jobs.text("select status from gvp_jobs.job where id = " + fail))
        .isEqualTo("Waiting");
    assertThat(
            jobs.text(
                "select string_agg(status::text, ' ' order by action_no) from gvp_jobs.job_action"
                    + " where job_id = "
                    + fail))
        .isEqualTo("Finished Waiting");
  }

  @Test
  void open_jobs_are_carried_over_and_a_running_one_keeps_its_partition() throws Exception {
    long waiting = jobs.waiting(TYPE);
    long stopped = jobs.waiting(TYPE);
    jobs.execute("select gvp_jobs.stop_job(" + stopped + ")");
    long started = jobs.started(TYPE);
    long fail = oneFailAmong(8);
    List<Long> stay = List.of(waiting, stopped, started, fail);
    Map<Long, Map<String, String>> before = everything(stay);
    jobs.fillRange();
    long table = jobs.number("select 'gvp_jobs.action_0'::regclass::oid");
    jobs.anHourLater();
    assertThat(jobs.number("select 'gvp_jobs.action_0'::regclass::oid"))
        .as("its partition")
        .isEqualTo(table);
    assertThat(everything(stay)).isEqualTo(before);

    jobs.execute(
        "update gvp_jobs.job_open set status = 'Error', token = 2, owner = null, claimed_at = null"
            + " where id = "
            + started);
    before.put(started, jobs.everything(started));
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactlyElementsOf(stay);
    assertThat(everything(stay)).isEqualTo(before);
  }

  @Test
  void what_little_stays_of_two_ranges_is_joined_and_an_empty_range_is_gone() throws Exception {
    long first = oneFailAmong(4);
    jobs.fillRange();
    jobs.anHourLater();
    jobs.finished(TYPE, 4, 3); // of this range nothing stays but the marker
    jobs.fillRange();
    long third = oneFailAmong(4);
    jobs.rule("test.Marker", "KeepTheLast", 1);
    jobs.fillRange();
    Map<Long, Map<String, String>> before = everything(List.of(first, third));
    for (int day = 0; day < 3; day++) {
      jobs.clock.advance(Duration.ofDays(1));
      jobs.retention.tick();
    }
    assertThat(jobs.ranges()).startsWith("0-2", "3-3");
    assertThat(jobs.kept(TYPE)).containsExactly(first, third);
    assertThat(everything(List.of(first, third))).isEqualTo(before);

    jobs.clock.advance(Duration.ofDays(30));
    jobs.retention.tick();
    assertThat(jobs.kept(TYPE)).isEmpty();
    assertThat(jobs.ranges().get(0)).isEqualTo("3-3");
  }

  @Test
  void a_range_stays_while_a_producer_may_still_use_an_id_of_it() throws Exception {
    long fail = oneFailAmong(4);
    jobs.fillRange();
    jobs.execute("update gvp_jobs.job_detail set created_at = now() where id >= " + KeptJobs.WIDTH);
    long table = jobs.number("select 'gvp_jobs.job_ended_0'::regclass::oid");
    jobs.anHourLater();
    assertThat(jobs.number("select 'gvp_jobs.job_ended_0'::regclass::oid")).isEqualTo(table);
    assertThat(jobs.kept(TYPE)).contains(fail);
  }

  @Test
  void a_reader_is_not_disturbed_and_the_partition_goes_when_it_is_done() throws Exception {
    long fail = oneFailAmong(4);
    jobs.fillRange();
    Map<String, String> before = jobs.everything(fail);
    try (Connection reader = jobs.source.getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from gvp_jobs.job_ended");
      String seen = "select count(*) from pg_class where relname like '%\\_next'";
      jobs.anHourLater();
      assertThat(jobs.number(seen)).as("half-made tables").isZero();
      assertThat(jobs.everything(fail)).isEqualTo(before);
      reader.commit();
    }
    jobs.clock.advance(Duration.ofMinutes(1));
    jobs.retention.tick();
    assertThat(jobs.kept(TYPE)).containsExactly(fail);
  }

  @Test
  void cut_off_before_its_commit_it_leaves_all_as_it_was_and_can_be_repeated() throws Exception {
    oneFailAmong(4);
    jobs.fillRange();
    List<Long> all = jobs.kept(TYPE);
    Map<Long, Map<String, String>> before = everything(all);
    try (Connection connection = jobs.source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(FORGET.formatted(jobs.clock.instant()));
      int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      jobs.execute("select pg_terminate_backend(" + pid + ", 10000)");
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(everything(all)).isEqualTo(before);
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).hasSize(1);
  }

  @Test
  void a_redrive_that_comes_first_keeps_its_job_and_one_that_comes_second_finds_it()
      throws Exception {
    long fail = oneFailAmong(4);
    long other = jobs.ended(TYPE, "Fail", Duration.ofDays(3));
    jobs.fillRange();
    try (Connection redriver = jobs.source.getConnection();
        Connection forgetter = jobs.source.getConnection();
        Statement redrive = redriver.createStatement();
        Statement forget = forgetter.createStatement()) {
      redriver.setAutoCommit(false);
      redrive.execute("select gvp_jobs.redrive_job(" + fail + ")");
      jobs.anHourLater();
      assertThat(jobs.kept(TYPE)).hasSize(6);
      redriver.commit();

      forgetter.setAutoCommit(false);
      forget.execute(FORGET.formatted(jobs.clock.instant()));
      CompletableFuture<Void> second =
          CompletableFuture.runAsync(
              () -> jobs.execute("select gvp_jobs.redrive_job(" + other + ")"));
      Await.until(
          () -> "the redrive to wait",
          () ->
              jobs.number(
                      "select count(*) from pg_stat_activity where datname = current_database()"
                          + " and wait_event_type = 'Lock'")
                  > 0);
      forgetter.commit();
      second.join();
    }
    assertThat(
            jobs.numbers("select id from gvp_jobs.job_open where status = 'Waiting' order by id"))
        .containsExactly(fail, other);
    assertThat(jobs.kept(TYPE)).containsExactly(fail, other);
    assertThat(jobs.text("select count(*) from gvp_jobs.job_history where cause = 'redriven'"))
        .isEqualTo("2");
  }

  @Test
  void of_two_daemons_at_once_one_forgets_and_the_other_lets_it() throws Exception {
    long fail = oneFailAmong(40);
    jobs.fillRange();
    jobs.clock.advance(Duration.ofHours(1));
    Retention other = jobs.retention(RetentionConfig.DEFAULT);
    CompletableFuture<Void> second = CompletableFuture.runAsync(() -> tick(other));
    tick(jobs.retention);
    second.join();
    jobs.anHourLater();
    assertThat(jobs.kept(TYPE)).containsExactly(fail);
    assertThat(jobs.ranges()).startsWith("0-0", "1-1");
  }

  private static void tick(Retention retention) {
    try {
      retention.tick();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
