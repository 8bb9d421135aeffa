package org.gvp.jobs.web.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import org.gvp.jobs.query.AgentRow;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void a_retired_version_that_stays_in_memory_needs_attention_and_is_named() {
    AgentRow leak =
        new AgentRow(
            "north",
            "acme 1.0.0",
            "acme",
            "1.0.0",
            "LEAKING",
            "CLASSES_HELD",
            "its classes stay in memory",
            List.of(),
            Clock.systemUTC().instant());
    assertThat(
            new Health(Clock.systemUTC())
                .troubles(List.of(), List.of(), List.of(leak), List.of(), List.of()))
        .contains(
            new Check(
                Check.Level.ATTENTION,
                "acme 1.0.0 on north is leaking",
                "its classes stay in memory",
                "/agents"));
  }
}
