package org.gvp.jobs.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When expressions are due while clocks change, zone by zone. */
class CronZonesTest {
  // Clocks go forward in Lisbon and London at 01:00Z on 2026-03-29 and back at 01:00Z on
  // 2026-10-25;
  // in São Paulo they went forward at midnight (2018-11-04T03:00Z) and back (2018-02-18T02:00Z); on
  // Lord Howe by half an hour (2026-10-03T15:30Z, 2026-04-04T15:00Z); on Chatham at a quarter to
  // three (2026-09-26T14:00Z, 2026-04-04T14:00Z). In Kathmandu and UTC they do not.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      Europe/Lisbon     | 0 30 1 * * ?     | 2026-03-28T00:00 | 2026-03-30T12:00 | 2026-03-28T01:30 2026-03-29T01:00 2026-03-30T00:30
      Europe/London     | 0 30 1 * * ?     | 2026-10-24T12:00 | 2026-10-26T12:00 | 2026-10-25T00:30 2026-10-26T01:30
      Europe/London     | 0 30 1-1 * * ?   | 2026-03-28T12:00 | 2026-03-29T12:00 | 2026-03-29T01:00
      Europe/Lisbon     | 0 0 * * * ?      | 2026-03-28T23:30 | 2026-03-29T02:30 | 2026-03-29T00:00 2026-03-29T01:00 2026-03-29T02:00
      Europe/Lisbon     | 0 0/20 * * * ?   | 2026-10-25T00:10 | 2026-10-25T01:50 | 2026-10-25T00:20 2026-10-25T00:40 2026-10-25T01:00 2026-10-25T01:20 2026-10-25T01:40
      Europe/London     | 0 30 0-3 * * ?   | 2026-03-28T23:00 | 2026-03-29T12:00 | 2026-03-29T00:30 2026-03-29T01:30 2026-03-29T02:30
      Europe/London     | 0 30 0-2 * * ?   | 2026-10-24T23:00 | 2026-10-25T12:00 | 2026-10-24T23:30 2026-10-25T00:30 2026-10-25T01:30 2026-10-25T02:30
      Europe/London     | 0 30 1/2 * * ?   | 2026-03-28T23:30 | 2026-03-29T05:00 | 2026-03-29T01:00 2026-03-29T02:30 2026-03-29T04:30
      Europe/London     | 0 30 1/2 * * ?   | 2026-10-25T00:00 | 2026-10-25T06:00 | 2026-10-25T00:30 2026-10-25T03:30 2026-10-25T05:30
      America/Sao_Paulo | 0 0 0/6 * * ?    | 2018-11-03T20:00 | 2018-11-04T12:00 | 2018-11-03T21:00 2018-11-04T03:00 2018-11-04T08:00
      America/Sao_Paulo | 0 0 0,12 * * ?   | 2018-11-03T20:00 | 2018-11-04T20:00 | 2018-11-04T03:00 2018-11-04T14:00
      America/Sao_Paulo | 0 30 22-23 * * ? | 2018-02-17T12:00 | 2018-02-18T12:00 | 2018-02-18T00:30 2018-02-18T01:30 2018-02-18T02:30
      Australia/Lord_Howe | 0 15 2 * * ?   | 2026-10-02T12:00 | 2026-10-04T20:00 | 2026-10-02T15:45 2026-10-03T15:30 2026-10-04T15:15
      Australia/Lord_Howe | 0 45 1 * * ?   | 2026-04-04T12:00 | 2026-04-05T20:00 | 2026-04-04T14:45 2026-04-05T15:15
      Australia/Lord_Howe | 0 0/15 * * * ? | 2026-04-04T14:25 | 2026-04-04T15:50 | 2026-04-04T14:30 2026-04-04T14:45 2026-04-04T15:00 2026-04-04T15:15 2026-04-04T15:30 2026-04-04T15:45
      Australia/Lord_Howe | 0 15 * * * ?   | 2026-10-03T14:00 | 2026-10-03T16:30 | 2026-10-03T14:45 2026-10-03T16:15
      Asia/Kathmandu    | 0 0 0 * * ?      | 2026-03-28T00:00 | 2026-03-30T00:00 | 2026-03-28T18:15 2026-03-29T18:15
      Asia/Kathmandu    | 0 0 * * * ?      | 2026-03-28T00:00 | 2026-03-28T02:00 | 2026-03-28T00:15 2026-03-28T01:15
      Pacific/Chatham   | 0 0 3 * * ?      | 2026-09-25T12:00 | 2026-09-27T20:00 | 2026-09-25T14:15 2026-09-26T14:00 2026-09-27T13:15
      Pacific/Chatham   | 0 0 3 * * ?      | 2026-04-04T12:00 | 2026-04-05T20:00 | 2026-04-04T13:15 2026-04-05T14:15
      UTC               | 0 30 1 * * ?     | 2026-03-28T12:00 | 2026-03-30T12:00 | 2026-03-29T01:30 2026-03-30T01:30
      """)
  void an_expression_is_due(String zone, String cron, String from, String until, String expected) {
    CronTimes times = new CronTimes(cron, ZoneId.of(zone));
    assertThat(between(times, utc(from), utc(until)))
        .containsExactlyElementsOf(
            Arrays.stream(expected.split(" ")).map(CronZonesTest::utc).toList());
  }

  private static List<Instant> between(CronTimes times, Instant from, Instant until) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> at = times.next(from);
    while (at.isPresent() && at.get().isBefore(until)) {
      found.add(at.get());
      at = times.next(at.get());
    }
    return found;
  }

  private static Instant utc(String time) {
    return Instant.parse(time + ":00Z");
  }
}
