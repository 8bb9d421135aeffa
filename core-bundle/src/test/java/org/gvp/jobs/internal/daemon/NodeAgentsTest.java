package org.gvp.jobs.internal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.gvp.jobs.internal.deploy.DeployState;
import org.gvp.jobs.internal.deploy.DeployedAgent;
import org.gvp.jobs.internal.deploy.RejectCode;
import org.gvp.jobs.internal.deploy.Rejection;
import org.junit.jupiter.api.Test;

class NodeAgentsTest {
  @Test
  void a_retired_version_that_stays_in_memory_is_reported_with_code_cause_and_cure() {
    Instant since = Instant.parse("2026-11-24T12:00:00Z");
    Rejection why = new Rejection(RejectCode.CLASSES_HELD, "it is held", "Let it go");
    DeployedAgent leak =
        new DeployedAgent(
            "acme 1.0.0", "acme", "1.0.0", List.of(), DeployState.LEAKING, since, -1, why);
    assertThat(NodeAgents.of(List.of(leak), List.of()))
        .containsExactly(
            new NodeAgent(
                "acme 1.0.0",
                "acme",
                "1.0.0",
                "LEAKING",
                "CLASSES_HELD",
                "it is held. Let it go",
                List.of(),
                since));
  }
}
