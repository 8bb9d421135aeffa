package org.gvp.jobs.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.Test;

class ScheduleFileTest {
  @Test
  void what_is_not_said_has_a_default() {
    Schedule schedule =
        ScheduleFile.parse("nightly", Map.of("cron", "0 30 3 * * ?", "job_type", "Unit"))
            .schedule();
    assertThat(schedule)
        .isEqualTo(
            new Schedule(
                "nightly",
                "0 30 3 * * ?",
                ZoneId.of("UTC"),
                JobTypeKey.of("Unit"),
                null,
                null,
                Schedule.Missed.RUN_ONCE,
                Schedule.Overlap.SKIP,
                true));
  }

  @Test
  void all_problems_are_named_at_once_with_key_value_and_what_is_allowed() {
    Map<String, String> values = new HashMap<>();
    values.put("cron", "30 3 * * *");
    values.put("zone", "Europe/Madird");
    values.put("job_type", "Custom");
    values.put("parameters", "[1]");
    values.put("configuration", "{");
    values.put("missed", "later");
    values.put("overlap", "queue");
    values.put("enabled", "yes");
    values.put("crom", "0 0 0 * * ?");
    assertThat(ScheduleFile.parse("a/b", values).problems())
        .hasSize(10)
        .anySatisfy(p -> assertThat(p).startsWith("name 'a/b'"))
        .anySatisfy(p -> assertThat(p).startsWith("crom = 0 0 0 * * ?: no such key; there are"))
        .anySatisfy(p -> assertThat(p).startsWith("zone = Europe/Madird: no such time zone"))
        .anySatisfy(p -> assertThat(p).startsWith("cron = 30 3 * * *: no Quartz expression"))
        .anySatisfy(p -> assertThat(p).startsWith("job_type = Custom:").contains("custom type"))
        .anySatisfy(p -> assertThat(p).startsWith("parameters = [1]: must be a JSON object"))
        .anySatisfy(p -> assertThat(p).startsWith("configuration = {: must be a JSON object"))
        .anySatisfy(p -> assertThat(p).isEqualTo("missed = later: must be one of [run_once, skip]"))
        .anySatisfy(p -> assertThat(p).isEqualTo("overlap = queue: must be one of [skip, allow]"))
        .anySatisfy(p -> assertThat(p).isEqualTo("enabled = yes: must be one of [true, false]"));
  }

  @Test
  void what_is_missing_is_said() {
    assertThat(ScheduleFile.parse("nightly", Map.of()).problems())
        .satisfiesExactlyInAnyOrder(
            p -> assertThat(p).startsWith("cron is missing"),
            p -> assertThat(p).startsWith("job_type is missing"));
  }

  @Test
  void a_cron_that_is_never_due_is_a_problem() {
    assertThat(
            ScheduleFile.parse("never", Map.of("cron", "0 0 0 30 2 ?", "job_type", "Unit"))
                .problems())
        .singleElement()
        .asString()
        .startsWith("cron = 0 0 0 30 2 ?:");
  }

  @Test
  void the_definition_does_not_depend_on_how_the_json_is_written() {
    assertThat(withParameters("{\"b\": 1.10, \"a\": {\"d\":2,\"c\":3}}").definition())
        .isEqualTo(withParameters("{ \"a\":{\"c\":3, \"d\":2}, \"b\":1.10}").definition())
        .isNotEqualTo(withParameters("{\"a\":{\"c\":3,\"d\":2},\"b\":2}").definition());
  }

  private static Schedule withParameters(String parameters) {
    return ScheduleFile.parse(
            "x", Map.of("cron", "0 0 0 * * ?", "job_type", "Unit", "parameters", parameters))
        .schedule();
  }
}
