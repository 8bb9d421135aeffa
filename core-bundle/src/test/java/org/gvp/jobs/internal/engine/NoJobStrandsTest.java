package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No job is stranded by what its agent says, or by what the database refuses. */
class NoJobStrandsTest {
  private Engine engine;
  private Daemon daemon;

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void the_last_try_fails_the_job_and_says_why() throws Exception {
    engine.execute(
        "insert into gvp_jobs.job_rule (job_type, custom_type, rule_type, value) values"
            + " ('Custom', 'test.Work', 'RetryLimit', 2), ('Custom', 'test.Work', 'DelayToRetry', 1)");
    Engine.deploy(
        daemon,
        (action, context) -> {
          throw new IllegalStateException("boom \u0000 \ud800");
        });
    long job = engine.job("doomed", null);
    engine.tickUntil(daemon, job, "Error");
    engine.clock.advance(Duration.ofSeconds(2));
    engine.tickUntil(daemon, job, "Fail");
    Map<String, String> end =
        engine
            .rows("select * from gvp_jobs.job_run where to_status = 'Fail' and job_id = " + job)
            .get(0);
    assertThat(end.get("reason"))
        .contains("failed for good", "boom \uFFFD \uFFFD", "the last of 2 tries");
    assertThat(end).containsEntry("cause", "failed").containsEntry("agent", "test.agent 1.0.0");
  }

  @Test
  void results_that_the_database_refuses_do_not_strand_the_job() {
    Engine.deploy(
        daemon,
        (action, context) ->
            switch (action.actionNo()) {
              case 1 -> ActionResult.done("{\"a\": \"\\u0000 \\ud800\"}");
              case 2 -> ActionResult.done("no json");
              case 3 -> ActionResult.done("{\"n\": 1e999999}");
              default -> ActionResult.done("\"" + "x".repeat(100_000) + "\"");
            });
    long job = engine.job("hostile", Engine.actions(4));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select results from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by action_no"))
        .extracting(row -> row.get("results"))
        .containsExactly(
            "{\"a\": \"\uFFFD \uFFFD\"}",
            "{\"dropped\": \"no JSON within 64 levels\"}",
            "{\"n\": \"1E+999999\"}",
            "{\"dropped\": \"100002 bytes, allowed are 65536\"}");
  }

  @Test
  void a_job_whose_end_the_database_refuses_is_handed_back_and_ends_later() throws Exception {
    engine.execute(
        "alter table gvp_jobs.job_ended add constraint refused check (status <> 'Finished')");
    Engine.deploy(daemon, (action, context) -> ActionResult.done());
    long job = engine.job("refused", null);
    engine.tickUntilRuns(daemon, job, 1);
    assertThat(
            engine.rows(
                "select to_status, cause, code from gvp_jobs.job_run where job_id = " + job))
        .containsExactly(
            Map.of("to_status", "Waiting", "cause", "handed back", "code", "UNSTORABLE"));
    engine.execute("alter table gvp_jobs.job_ended drop constraint refused");
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
  }

  @Test
  void an_action_can_be_put_off_more_often_than_a_small_number_counts() throws Exception {
    Engine.deploy(
        daemon,
        (action, context) ->
            context.attempt() > 40_000
                ? ActionResult.done()
                : ActionResult.later(context.clock().instant().plusSeconds(10)));
    long job = engine.job("patient", null);
    engine.tickUntilRuns(daemon, job, 1);
    engine.execute("update gvp_jobs.action_result set seq = 40000, attempt = 40000");
    engine.clock.advance(Duration.ofSeconds(11));
    engine.tickUntil(daemon, job, "Finished");
  }

  @Test
  void one_outcome_that_the_database_refuses_loses_its_words_and_holds_no_other() throws Exception {
    engine.execute(
        "alter table gvp_jobs.action_result add constraint refused check (results ->> 'bad' is null)");
    Engine.deploy(
        daemon,
        (action, context) ->
            action.actionNo() == 7
                ? ActionResult.done("{\"bad\": 1}")
                : ActionResult.done("{\"good\": 1}"));
    long job = engine.job("one bad", Engine.actions(20));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select count(*) n, max(reason) r from gvp_jobs.job_action where job_id = "
                    + job
                    + " and status = 'Finished' group by results is null order by 1"))
        .extracting(row -> row.get("n") + " " + row.get("r"))
        .containsExactly("1 the database refused the words of this result", "19 null");
  }

  @Test
  void an_outcome_that_the_database_refuses_without_words_too_ends_its_run_and_no_other()
      throws Exception {
    engine.execute(
        "alter table gvp_jobs.action_result add constraint refused check (action_no <> 7)");
    Engine.deploy(daemon, (action, context) -> ActionResult.done());
    long job = engine.job("one bad", Engine.actions(20));
    long other = engine.job("other", Engine.actions(5));
    engine.tickUntilRuns(daemon, job, 1);
    engine.tickUntil(daemon, other, "Finished");
    assertThat(engine.rows("select to_status, code from gvp_jobs.job_run where job_id = " + job))
        .containsExactly(Map.of("to_status", "Waiting", "code", "UNSTORABLE"));
    engine.execute("alter table gvp_jobs.action_result drop constraint refused");
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
  }
}
