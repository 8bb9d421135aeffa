package org.gvp.jobs.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of fires while no daemon runs, while clocks change, and when the clock jumps back.
 */
class MissedFiresTest {
  private final TestDatabase database = TestDatabase.create();
  private final ScheduleRegistry files = new ScheduleRegistry();
  private final JumpingClock clock = new JumpingClock();
  private final JobScheduler scheduler =
      new JobScheduler(database.dataSource(), "north", files, name -> false, clock);

  @BeforeEach
  void migrate() {
    Migrations.apply(database.dataSource());
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void a_fire_in_the_gap_that_no_daemon_was_there_for_is_made_up_for_once() throws SQLException {
    put("0 30 2 * * ?", "Europe/Madrid", "run_once", "skip");
    at("2026-03-28T12:00:00Z", 0);
    at("2026-03-29T06:00:00Z", 1);
    at("2026-03-29T06:00:01Z", 0);
    assertThat(fires()).containsExactly("2026-03-29 01:00:00 ran");
  }

  @Test
  void a_fire_in_the_doubled_hour_is_missed_once_and_the_next_is_a_day_later() throws SQLException {
    put("0 30 2 * * ?", "Europe/Madrid", "skip", "skip");
    at("2026-10-24T12:00:00Z", 0);
    at("2026-10-25T01:35:00Z", 0); // in the second of the two hours
    at("2026-10-26T01:30:00Z", 1);
    assertThat(fires()).containsExactly("2026-10-25 00:30:00 missed", "2026-10-26 01:30:00 ran");
  }

  @Test
  void of_the_fires_of_many_hours_the_newest_is_made_up_for() throws SQLException {
    put("0 0 * * * ?", "Australia/Lord_Howe", "run_once", "allow");
    at("2026-04-04T12:00:00Z", 0);
    at("2026-04-04T18:40:00Z", 1); // over the half hour that comes twice
    at("2026-04-04T19:30:00Z", 1);
    assertThat(fires()).containsExactly("2026-04-04 18:30:00 ran", "2026-04-04 19:30:00 ran");
  }

  @Test
  void a_clock_that_jumps_back_fires_nothing_twice() throws SQLException {
    put("0 0 3 * * ?", "UTC", "run_once", "allow");
    at("2026-05-04T02:59:00Z", 0);
    at("2026-05-04T03:00:00Z", 1);
    at("2026-05-04T01:00:00Z", 0);
    at("2026-05-04T03:00:10Z", 0);
    at("2026-05-05T03:00:00Z", 1);
    assertThat(fires()).containsExactly("2026-05-04 03:00:00 ran", "2026-05-05 03:00:00 ran");
  }

  @Test
  void nor_does_a_schedule_that_was_changed_while_the_clock_was_back() throws SQLException {
    put("0 0 3 * * ?", "UTC", "run_once", "allow");
    at("2026-05-04T02:59:00Z", 0);
    at("2026-05-04T03:00:00Z", 1);
    clock.now = Instant.parse("2026-05-04T01:00:00Z");
    put("0 0 3,15 * * ?", "UTC", "run_once", "allow");
    at("2026-05-04T01:00:01Z", 0);
    at("2026-05-04T03:00:10Z", 0);
    at("2026-05-04T15:00:00Z", 1);
    assertThat(fires()).containsExactly("2026-05-04 03:00:00 ran", "2026-05-04 15:00:00 ran");
  }

  private void put(String cron, String zone, String missed, String overlap) {
    Map<String, String> values =
        Map.of(
            "cron",
            cron,
            "zone",
            zone,
            "missed",
            missed,
            "overlap",
            overlap,
            "job_type",
            "Custom",
            "custom_type",
            "acme.Clean");
    ScheduleFile.Parsed parsed = ScheduleFile.parse("nightly", values);
    assertThat(parsed.problems()).isEmpty();
    files.put(parsed.schedule());
  }

  private void at(String time, int jobs) throws SQLException {
    clock.now = Instant.parse(time);
    assertThat(scheduler.tick()).as(time).isEqualTo(jobs);
  }

  private List<String> fires() throws SQLException {
    List<String> fires = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (nominal_time at time zone 'UTC') || ' ' || outcome from gvp_jobs.schedule_fire"
                    + " order by nominal_time")) {
      while (row.next()) {
        fires.add(row.getString(1));
      }
    }
    return fires;
  }

  /** A clock that a test puts forward and back. */
  private static final class JumpingClock extends Clock {
    private Instant now = Instant.EPOCH;

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
      return this;
    }
  }
}
