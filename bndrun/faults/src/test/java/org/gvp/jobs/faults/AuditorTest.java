package org.gvp.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.prove.Audit;
import org.gvp.jobs.prove.Auditor;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Producer;
import org.gvp.jobs.prove.Promise;
import org.gvp.jobs.prove.Register;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A judge who finds nothing may be blind: every promise is broken here, and must be named. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditorTest {
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(180);

  /** A row of the log of effects for an action as its first accepted attempt wrote it, changed. */
  private static final String FORGE =
      "insert into sandbox.effect (at, peer, operation, phase, idempotency_key, job_id, action_no,"
          + " attempt, token, detail) select e.at + ?::interval, e.peer, e.operation, ?,"
          + " e.idempotency_key || ?, e.job_id, e.action_no, e.attempt, e.token + ?, e.detail"
          + " from sandbox.effect e where e.job_id = ? and e.action_no = ? and e.phase = 'end'"
          + " and e.detail ->> 'outcome' = 'done'";

  private Field field;
  private Register register;
  private long job;

  @BeforeAll
  void start() throws Exception {
    field = new Field(1);
    register = field.register();
    new Producer(register, "rules").setRules();
  }

  @AfterAll
  void end() {
    field.close();
  }

  @BeforeEach
  void finish_a_job() throws Exception {
    Producer producer = new Producer(register, "honest");
    job = producer.create(1, 4, 1).get(0);
    awaitEnd(job);
    assertThat(judge(job).clean()).isTrue();
  }

  private void awaitEnd(long id) {
    Await.until(
        "job " + id + " has ended",
        ENDED_WITHIN,
        () ->
            register.number(
                    "select count(*) from gvp_jobs.job where id = ? and status in ('Finished',"
                        + " 'Fail')",
                    id)
                == 1);
  }

  private Audit judge(Long... jobs) throws Exception {
    return new Auditor(register).judge(List.of(jobs));
  }

  private void assertBroken(long id, Promise... promises) throws Exception {
    Audit audit = judge(id);
    List<Promise> broken = new ArrayList<>();
    audit
        .broken()
        .forEach((promise, rows) -> broken.addAll(rows.isEmpty() ? List.of() : List.of(promise)));
    assertThat(broken).contains(promises);
    for (Promise promise : promises) {
      assertThat(audit.broken().get(promise)).allMatch(row -> row.startsWith("job " + id));
      assertThat(String.join("\n", audit.lines())).contains(promise.text());
    }
    assertThat(audit.clean()).isFalse();
  }

  private void forge(String after, String phase, String key, int token, int action)
      throws Exception {
    register.rows(FORGE, after, phase, key, token, job, action);
  }

  private long create(String type, String parameters) throws Exception {
    return register.number(
        "select gvp_jobs.create_job('forged', 'Custom', custom_type => ?, actions => jsonb_build_array("
            + "jsonb_build_object('parameters', ?::jsonb)))",
        type,
        parameters);
  }

  @Test
  void a_job_that_is_not_there() throws Exception {
    assertBroken(987_654_321L, Promise.NO_JOB_MISSING);
  }

  @Test
  void a_job_that_nobody_runs() throws Exception {
    assertBroken(create("nobody.Home", "{}"), Promise.EVERY_JOB_ENDED);
  }

  @Test
  void a_job_that_was_given_up_and_then_ended_a_second_time() throws Exception {
    long failing = create("sandbox.Probe", "{\"outcome\": \"fail\"}");
    awaitEnd(failing);
    assertBroken(failing, Promise.NO_JOB_GIVEN_UP);
    register.rows("select gvp_jobs.redrive_job(?)", failing);
    awaitEnd(failing);
    assertBroken(failing, Promise.ONE_END_A_JOB, Promise.SAME_KEY);
  }

  @Test
  void a_finished_job_with_an_action_that_is_not() throws Exception {
    register.rows("insert into gvp_jobs.action (job_id, action_no) values (?, 5)", job);
    assertBroken(job, Promise.EVERY_ACTION_ENDED);
  }

  @Test
  void a_result_of_an_attempt_that_never_was() throws Exception {
    long lying = create("sandbox.Probe", "{\"result\": {\"attempt\": 9, \"token\": 99}}");
    awaitEnd(lying);
    assertBroken(lying, Promise.NOTHING_LOST);
  }

  @Test
  void an_effect_that_happened_twice() throws Exception {
    forge("1 second", "accepted", "", 0, 2);
    assertBroken(job, Promise.NOTHING_TWICE);
  }

  @Test
  void an_effect_without_its_action() throws Exception {
    register.rows(
        "insert into sandbox.effect (peer, operation, phase, job_id, action_no, token)"
            + " values ('probe', 'transaction', 'accepted', ?, 17, 1)",
        job);
    assertBroken(job, Promise.ALL_OR_NOTHING);
  }

  @Test
  void an_effect_that_was_repeated_under_another_key() throws Exception {
    forge("1 second", "end", "?", 0, 1);
    assertBroken(job, Promise.SAME_KEY);
  }

  @Test
  void a_finished_action_that_was_begun_again() throws Exception {
    forge("1 second", "start", "", 2, 1);
    assertBroken(job, Promise.NOT_AGAIN);
  }

  @Test
  void a_write_under_an_old_token() throws Exception {
    forge("-1 millisecond", "start", "", 2, 1);
    assertBroken(job, Promise.NO_OLD_TOKEN);
  }

  @Test
  void a_token_that_falls() throws Exception {
    forge("1 second", "accepted", "", -1, 4);
    assertBroken(job, Promise.TOKENS_RISE);
  }

  @Test
  void more_tries_than_the_rule_allows() throws Exception {
    long retried =
        create("sandbox.Probe", "{\"outcome\": \"retry\", \"times\": 2, \"sign\": true}");
    awaitEnd(retried);
    assertThat(judge(retried).clean()).isTrue();
    register.rows(
        "select gvp_jobs.set_rule('Custom', 'RetryLimit', 1, custom_type => 'sandbox.Probe')");
    try {
      assertBroken(retried, Promise.WITHIN_CAPS);
    } finally {
      new Producer(register, "rules").setRules();
    }
  }
}
