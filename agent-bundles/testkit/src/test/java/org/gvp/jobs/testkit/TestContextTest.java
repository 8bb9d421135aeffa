package org.gvp.jobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.Test;

class TestContextTest {
  record Invoice(String number, int amount) {}

  private final Job job = TestJobs.job(7, JobTypeKey.custom("acme.Invoice"), "{\"number\":\"A\"}");

  @Test
  void parameters_and_settings_become_records() {
    TestContext context =
        TestContext.of(job, action("{\"number\":\"B\",\"amount\":3}"))
            .withSettings(Map.of("number", "C", "amount", 4));

    assertThat(context.parameters(Invoice.class)).isEqualTo(new Invoice("B", 3));
    assertThat(context.jobParameters(Invoice.class)).isEqualTo(new Invoice("A", 0));
    assertThat(context.settings(Invoice.class)).isEqualTo(new Invoice("C", 4));
  }

  @Test
  void parameters_that_do_not_fit_are_named() {
    TestContext context = TestContext.of(job, action("{\"amuont\":3}"));

    assertThatThrownBy(() -> context.parameters(Invoice.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("amuont");
  }

  @Test
  void the_key_is_job_and_action_unless_the_planner_gave_one() {
    TestContext context = TestContext.of(job, action(null));

    assertThat(context.idempotencyKey()).isEqualTo("7:1");
    assertThat(context.withKey("K").idempotencyKey()).isEqualTo("K");
  }

  @Test
  void the_sink_refuses_what_the_register_would_refuse() {
    RecordingSink sink = new RecordingSink();

    assertThatThrownBy(() -> sink.add(NewAction.of("Send").withLabel("x".repeat(201))))
        .hasMessageContaining("label of more than 200");
    assertThatThrownBy(() -> sink.add(NewAction.of("Send").withParameters("[1]")))
        .hasMessageContaining("no JSON object");
    assertThat(sink.actions()).isEmpty();
  }

  private JobAction action(String parameters) {
    return TestJobs.action(job, 1, NewAction.of("Send").withParameters(parameters));
  }
}
