package org.gvp.jobs.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronTimesTest {
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final ZoneId SAO_PAULO = ZoneId.of("America/Sao_Paulo");

  @Test
  void a_fixed_time_in_the_gap_is_due_once_at_the_first_instant_after_it() {
    assertThat(times("0 30 2 * * ?", MADRID, "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z"))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  @Test
  void two_fixed_times_in_one_gap_are_due_at_one_instant() {
    assertThat(times("0 10,50 2 * * ?", MADRID, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z"))
        .containsExactly("2026-03-29T01:00:00Z");
  }

  @Test
  void a_fixed_time_in_the_doubled_hour_is_due_once_in_the_first_of_the_two() {
    assertThat(times("0 30 2 * * ?", MADRID, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void nothing_fixed_is_due_again_for_one_who_begins_within_the_second_of_the_doubled_hours() {
    assertThat(times("0 30 2 * * ?", MADRID, "2026-10-25T01:10:00Z", "2026-10-25T12:00:00Z"))
        .isEmpty();
  }

  @Test
  void running_hours_keep_their_distance_through_the_doubled_hour() {
    assertThat(times("0 0/30 * * * ?", MADRID, "2026-10-24T23:59:00Z", "2026-10-25T02:01:00Z"))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:00:00Z");
  }

  @Test
  void running_hours_keep_their_distance_over_the_gap() {
    assertThat(times("0 30 * * * ?", MADRID, "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
  }

  @Test
  void midnight_that_does_not_exist_is_due_at_one() {
    // Brazil put its clocks forward at midnight.
    assertThat(times("0 0 0 * * ?", SAO_PAULO, "2017-10-14T12:00:00Z", "2017-10-16T12:00:00Z"))
        .containsExactly("2017-10-15T03:00:00Z", "2017-10-16T02:00:00Z");
  }

  @Test
  void the_doubled_hour_before_midnight_is_due_once() {
    assertThat(times("0 30 23 * * ?", SAO_PAULO, "2018-02-17T12:00:00Z", "2018-02-19T12:00:00Z"))
        .containsExactly("2018-02-18T01:30:00Z", "2018-02-19T02:30:00Z");
  }

  @Test
  void the_newest_due_time_is_found_over_a_second_and_over_a_year() {
    CronTimes everySecond = new CronTimes("* * * * * ?", ZoneId.of("UTC"));
    Instant now = Instant.parse("2026-06-01T12:00:00.5Z");
    assertThat(everySecond.newest(Instant.parse("2024-01-01T00:00:00Z"), now))
        .contains(Instant.parse("2026-06-01T12:00:00Z"));
    CronTimes yearly = new CronTimes("0 0 0 1 1 ?", ZoneId.of("UTC"));
    assertThat(yearly.newest(Instant.parse("2024-01-01T00:00:00Z"), now))
        .contains(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(yearly.newest(now, now)).isEmpty();
  }

  @Test
  void the_first_time_itself_counts_as_the_newest() {
    Instant due = Instant.parse("2026-06-01T12:00:00Z");
    assertThat(new CronTimes("0 0 12 * * ?", ZoneId.of("UTC")).newest(due, due)).contains(due);
  }

  @Test
  void an_expression_with_years_can_be_due_and_one_for_the_thirtieth_of_february_cannot() {
    ZoneId utc = ZoneId.of("UTC");
    assertThat(new CronTimes("0 0 0 1 1 ? 2099", utc).canBeDue()).isTrue();
    assertThat(new CronTimes("0 0 0 29 2 ?", utc).canBeDue()).isTrue();
    assertThat(new CronTimes("0 0 0 30 2 ?", utc).canBeDue()).isFalse();
    assertThat(times("0 0 0 1 1 ? 2030-2031", utc, "2026-06-01T12:00:00Z", "2031-01-01T00:00:00Z"))
        .containsExactly("2030-01-01T00:00:00Z");
  }

  @Test
  void a_unix_cron_of_five_fields_is_refused() {
    assertThatThrownBy(() -> new CronTimes("30 2 * * *", MADRID))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> times(String cron, ZoneId zone, String from, String until) {
    CronTimes times = new CronTimes(cron, zone);
    List<String> found = new ArrayList<>();
    Instant end = Instant.parse(until);
    Instant at = times.next(Instant.parse(from)).orElseThrow();
    while (at.isBefore(end)) {
      found.add(at.toString());
      at = times.next(at).orElseThrow();
    }
    return found;
  }
}
