package org.gvp.jobs.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobSchedulerTest {
  private static TestDatabase database;
  private static DataSource pool;

  private final Set<String> paused = new HashSet<>();
  private final SetClock clock = new SetClock(Instant.parse("2026-05-04T02:59:30Z"));
  private final ScheduleRegistry files = new ScheduleRegistry();
  private final JobScheduler scheduler = scheduler("north", files);

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
    pool = database.dataSource();
    Migrations.apply(pool);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "truncate gvp_jobs.schedule, gvp_jobs.schedule_fire, gvp_jobs.job_open,"
              + " gvp_jobs.job_detail, gvp_jobs.job_ended");
    }
  }

  @Test
  void a_due_schedule_creates_one_job_in_creating_with_its_parameters() throws SQLException {
    files.put(nightly(Map.of("parameters", "{\"days\": 7}")));
    assertThat(scheduler.tick()).isZero();
    clock.set("2026-05-04T03:00:00.250Z");
    assertThat(scheduler.tick()).isEqualTo(1);
    assertThat(scheduler.tick()).isZero();
    assertThat(
            rows(
                "select name, job_type, custom_type, status, priority, parameters->>'days',"
                    + " schedule, actions, run_at = '2026-05-04T03:00:00.250Z' from gvp_jobs.job"))
        .containsExactly(
            "nightly 2026-05-04T03:00:00Z|Custom|acme.Clean|Creating|5|7|nightly|null|t");
    assertThat(fires()).containsExactly("2026-05-04T03:00:00Z ran north");
  }

  @Test
  void the_next_fire_is_on_the_register() throws SQLException {
    files.put(nightly(Map.of("zone", "Europe/Madrid")));
    scheduler.tick();
    assertThat(rows("select next_fire at time zone 'UTC' from gvp_jobs.schedule"))
        .containsExactly("2026-05-05 01:00:00");
  }

  @Test
  void of_missed_fires_the_newest_is_made_up_for_by_one_job() throws SQLException {
    files.put(nightly(Map.of()));
    scheduler.tick();
    clock.set("2026-05-09T10:00:00Z");
    assertThat(scheduler.tick()).isEqualTo(1);
    assertThat(fires()).containsExactly("2026-05-09T03:00:00Z ran north");
    assertThat(nextFire()).isEqualTo("2026-05-10T03:00:00Z");
  }

  @Test
  void of_missed_fires_that_are_to_be_skipped_the_newest_is_recorded() throws SQLException {
    files.put(nightly(Map.of("missed", "skip")));
    scheduler.tick();
    clock.set("2026-05-09T10:00:00Z");
    assertThat(scheduler.tick()).isZero();
    assertThat(fires()).containsExactly("2026-05-09T03:00:00Z missed north");
    assertThat(nextFire()).isEqualTo("2026-05-10T03:00:00Z");
  }

  @Test
  void a_daemon_that_comes_up_at_the_time_fires_it_and_records_the_missed_one_before()
      throws SQLException {
    files.put(nightly(Map.of("missed", "skip")));
    scheduler.tick();
    clock.set("2026-05-06T03:00:20Z");
    assertThat(scheduler.tick()).isEqualTo(1);
    assertThat(fires())
        .containsExactly("2026-05-05T03:00:00Z missed north", "2026-05-06T03:00:00Z ran north");
  }

  @Test
  void a_paused_schedule_does_not_fire_and_once_resumed_does_what_it_says_about_missed_fires()
      throws SQLException {
    files.put(nightly(Map.of()));
    paused.add("nightly");
    fireAt("2026-05-04T03:00:00Z", 0);
    fireAt("2026-05-06T10:00:00Z", 0);
    assertThat(fires()).isEmpty();
    paused.clear();
    assertThat(scheduler.tick()).isEqualTo(1);
    assertThat(fires()).containsExactly("2026-05-06T03:00:00Z ran north");

    files.put(nightly(Map.of("missed", "skip")));
    paused.add("nightly");
    fireAt("2026-05-08T10:00:00Z", 0);
    paused.clear();
    assertThat(scheduler.tick()).isZero();
    assertThat(fires().get(1)).isEqualTo("2026-05-08T03:00:00Z missed north");
    assertThat(nextFire()).isEqualTo("2026-05-09T03:00:00Z");
  }

  @Test
  void a_fire_during_an_open_job_of_the_schedule_is_skipped() throws SQLException {
    files.put(nightly(Map.of()));
    fireAt("2026-05-04T03:00:00Z", 1);
    fireAt("2026-05-05T03:00:00Z", 0);
    endJobs();
    fireAt("2026-05-06T03:00:00Z", 1);
    assertThat(fires())
        .containsExactly(
            "2026-05-04T03:00:00Z ran north",
            "2026-05-05T03:00:00Z skipped north",
            "2026-05-06T03:00:00Z ran north");
  }

  @Test
  void a_schedule_whose_jobs_may_overlap_fires_all_the_same() throws SQLException {
    files.put(nightly(Map.of("overlap", "allow")));
    fireAt("2026-05-04T03:00:00Z", 1);
    fireAt("2026-05-05T03:00:00Z", 1);
    assertThat(rows("select count(*) from gvp_jobs.job")).containsExactly("2");
  }

  @Test
  void many_daemons_fire_once() throws Exception {
    int daemons = 6;
    List<JobScheduler> all = new ArrayList<>();
    for (int i = 0; i < daemons; i++) {
      ScheduleRegistry registry = new ScheduleRegistry();
      registry.put(nightly(Map.of("overlap", "allow")));
      all.add(scheduler("node-" + i, registry));
      all.get(i).tick();
    }
    for (int night = 4; night < 14; night++) {
      clock.set("2026-05-%02dT03:00:01Z".formatted(night));
      assertThat(tickTogether(all)).isEqualTo(1);
    }
    assertThat(rows("select count(*), count(distinct job_id) from gvp_jobs.schedule_fire"))
        .containsExactly("10|10");
    assertThat(rows("select count(*) from gvp_jobs.job")).containsExactly("10");
  }

  @Test
  void the_definition_last_brought_in_counts_and_another_daemon_shows_its_drift()
      throws SQLException {
    ScheduleRegistry otherFiles = new ScheduleRegistry();
    JobScheduler other = scheduler("south", otherFiles);
    files.put(nightly(Map.of()));
    scheduler.tick();
    otherFiles.put(nightly(Map.of("cron", "0 30 3 * * ?")));
    other.tick();
    clock.set("2026-05-04T03:30:00Z");
    assertThat(scheduler.tick()).isZero();
    assertThat(scheduler.drift()).containsExactly("nightly");
    assertThat(other.tick()).isEqualTo(1);
    assertThat(other.drift()).isEmpty();
    assertThat(rows("select revision, updated_by from gvp_jobs.schedule"))
        .containsExactly("2|south");
    files.put(nightly(Map.of()));
    scheduler.tick();
    assertThat(scheduler.drift()).isEmpty();
    other.tick();
    assertThat(other.drift()).containsExactly("nightly");
  }

  @Test
  void reading_the_same_file_again_changes_nothing_and_keeps_missed_fires() throws SQLException {
    files.put(nightly(Map.of()));
    scheduler.tick();
    clock.set("2026-05-04T10:00:00Z");
    files.put(nightly(Map.of()));
    assertThat(scheduler.tick()).isEqualTo(1);
    assertThat(rows("select revision from gvp_jobs.schedule")).containsExactly("1");
  }

  @Test
  void new_parameters_keep_the_next_fire_and_count_for_it() throws SQLException {
    files.put(nightly(Map.of()));
    scheduler.tick();
    files.put(nightly(Map.of("parameters", "{\"days\": 1}")));
    scheduler.tick();
    assertThat(nextFire()).isEqualTo("2026-05-04T03:00:00Z");
    fireAt("2026-05-04T03:00:00Z", 1);
    assertThat(rows("select parameters from gvp_jobs.job")).containsExactly("{\"days\": 1}");
  }

  @Test
  void a_disabled_or_removed_schedule_fires_no_more_and_misses_nothing() throws SQLException {
    files.put(nightly(Map.of("enabled", "false")));
    fireAt("2026-05-04T03:00:00Z", 0);
    files.put(nightly(Map.of()));
    scheduler.tick();
    files.remove("nightly");
    fireAt("2026-05-05T03:00:00Z", 0);
    assertThat(rows("select enabled, next_fire, definition from gvp_jobs.schedule"))
        .containsExactly("f|null|removed");
    clock.set("2026-05-06T03:00:30Z");
    files.put(nightly(Map.of()));
    assertThat(scheduler.tick()).isZero();
    assertThat(fires()).isEmpty();
    assertThat(nextFire()).isEqualTo("2026-05-07T03:00:00Z");
  }

  @Test
  void a_daemon_that_ends_leaves_the_schedule_as_it_is() throws SQLException {
    Schedule schedule = nightly(Map.of());
    files.put(schedule);
    scheduler.tick();
    files.forget(schedule);
    clock.set("2026-05-04T03:00:00Z");
    assertThat(scheduler.tick()).isZero();
    assertThat(rows("select enabled from gvp_jobs.schedule")).containsExactly("t");
  }

  @Test
  void a_fire_that_fails_half_way_leaves_nothing_and_is_tried_again() throws SQLException {
    files.put(nightly(Map.of()));
    scheduler.tick();
    clock.set("2026-05-04T03:00:00Z");
    execute("alter table gvp_jobs.job_open add constraint full_disk check (status <> 'Creating')");
    try {
      assertThat(scheduler.tick()).isZero();
      assertThat(fires()).isEmpty();
    } finally {
      execute("alter table gvp_jobs.job_open drop constraint full_disk");
    }
    assertThat(scheduler.tick()).isEqualTo(1);
  }

  @Test
  void without_a_clock_the_database_tells_the_time() throws SQLException {
    JobScheduler real = new JobScheduler(pool, "north", files, name -> false, null);
    files.put(nightly(Map.of("cron", "0 0 0 1 1 ?")));
    assertThat(real.tick()).isZero();
    String nextIsNewYear =
        "select next_fire = date_trunc('year', clock_timestamp() at time zone 'UTC')"
            + " at time zone 'UTC' + interval '1 year' from gvp_jobs.schedule";
    assertThat(rows(nextIsNewYear)).containsExactly("t");
    execute("update gvp_jobs.schedule set next_fire = date_trunc('second', clock_timestamp())");
    assertThat(real.tick()).isEqualTo(1);
    assertThat(rows(nextIsNewYear)).containsExactly("t");
  }

  private JobScheduler scheduler(String node, ScheduleRegistry registry) {
    return new JobScheduler(pool, node, registry, paused::contains, clock);
  }

  private static Schedule nightly(Map<String, String> differing) {
    Map<String, String> values = new HashMap<>();
    values.put("cron", "0 0 3 * * ?");
    values.put("job_type", "Custom");
    values.put("custom_type", "acme.Clean");
    values.putAll(differing);
    ScheduleFile.Parsed parsed = ScheduleFile.parse("nightly", values);
    assertThat(parsed.problems()).isEmpty();
    return parsed.schedule();
  }

  private void fireAt(String time, int jobs) throws SQLException {
    scheduler.tick();
    clock.set(time);
    assertThat(scheduler.tick()).isEqualTo(jobs);
  }

  private static int tickTogether(List<JobScheduler> all) throws Exception {
    CyclicBarrier start = new CyclicBarrier(all.size());
    ExecutorService threads = Executors.newFixedThreadPool(all.size());
    try {
      List<Callable<Integer>> ticks =
          IntStream.range(0, all.size())
              .<Callable<Integer>>mapToObj(
                  i ->
                      () -> {
                        start.await();
                        return all.get(i).tick();
                      })
              .toList();
      int created = 0;
      for (Future<Integer> tick : threads.invokeAll(ticks)) {
        created += tick.get();
      }
      return created;
    } finally {
      threads.shutdown();
    }
  }

  private static void endJobs() throws SQLException {
    execute("delete from gvp_jobs.job_open");
  }

  private static String nextFire() throws SQLException {
    return rows("select next_fire at time zone 'UTC' from gvp_jobs.schedule")
            .get(0)
            .replace(' ', 'T')
        + "Z";
  }

  private static List<String> fires() throws SQLException {
    return rows(
            "select nominal_time at time zone 'UTC', outcome, node from gvp_jobs.schedule_fire"
                + " order by nominal_time")
        .stream()
        .map(row -> row.replaceFirst(" ", "T").replaceFirst("\\|", "Z ").replace('|', ' '))
        .toList();
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(rows.getString(i)));
        }
        found.add(String.join("|", row));
      }
    }
    return found;
  }

  /** A clock that a test sets. */
  private static final class SetClock extends Clock {
    private volatile Instant now;

    SetClock(Instant now) {
      this.now = now;
    }

    void set(String time) {
      Instant next = Instant.parse(time);
      assertThat(Duration.between(now, next)).isGreaterThanOrEqualTo(Duration.ZERO);
      now = next;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
