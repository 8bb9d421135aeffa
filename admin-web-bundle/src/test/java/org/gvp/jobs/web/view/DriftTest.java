package org.gvp.jobs.web.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.gvp.jobs.query.AgentRow;
import org.junit.jupiter.api.Test;

class DriftTest {
  @Test
  void one_version_everywhere_is_no_drift_nor_is_one_that_stands_by() {
    assertThat(
            Drift.of(
                List.of(
                    row("north", "1.0.0", "SERVING"),
                    row("south", "1.0.0", "PROBATION"),
                    row("south", "0.9.0", "STANDBY"),
                    row("south", null, "REJECTED"))))
        .isEmpty();
  }

  @Test
  void two_versions_on_two_daemons_are_named_with_their_daemons() {
    assertThat(
            Drift.of(
                List.of(
                    row("north", "1.0.0", "SERVING"),
                    row("south", "1.1.0", "PROBATION"),
                    row("east", "1.0.0", "SERVING"))))
        .singleElement()
        .satisfies(
            check ->
                assertThat(check.text())
                    .isEqualTo(
                        "acme.clean serves in version 1.0.0 on east, north; in version 1.1.0 on"
                            + " south"));
  }

  private static AgentRow row(String node, String version, String state) {
    return new AgentRow(
        node, "clean.jar", "acme.clean", version, state, null, null, List.of(), Instant.EPOCH);
  }
}
