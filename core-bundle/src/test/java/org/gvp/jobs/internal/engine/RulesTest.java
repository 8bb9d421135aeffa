package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of job types and of their action types, and the plan versions, are obeyed. */
class RulesTest {
  private static final String HARD_AND_EASY =
      "[{\"label\": \"hard\", \"action_type\": \"Hard\"}, {\"label\": \"easy\"}]";

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
  void a_rule_of_an_action_type_wins_over_that_of_the_job_type() throws Exception {
    rule("RetryLimit", 4, null);
    rule("RetryLimit", 1, "Hard");
    rule("DelayToRetry", 1_000, null);
    daemon.tick();
    Engine.deploy(daemon, (action, context) -> ActionResult.retry("not today"));
    long job = engine.job("two", HARD_AND_EASY);
    engine.tickUntil(daemon, job, "Error");
    assertThat(
            engine.rows(
                "select label l, status s, code c from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by action_no"))
        .containsExactly(
            Map.of("l", "hard", "s", "Fail", "c", "RETRIES_USED_UP"),
            Map.of("l", "easy", "s", "Error", "c", "RETRY"));
  }

  @Test
  void the_delay_to_the_next_try_is_spread_by_a_tenth() throws Exception {
    rule("DelayToRetry", 1_000, null);
    daemon.tick();
    Engine.deploy(daemon, (action, context) -> ActionResult.retry("not today"));
    long job = engine.job("many", Engine.actions(200));
    engine.tickUntil(daemon, job, "Error");
    String delays =
        " from (select extract(epoch from next_try - end_date) d from gvp_jobs.job_action where job_id = "
            + job
            + ") x";
    assertThat(engine.text("select min(d) >= 900 and max(d) <= 1100" + delays)).isEqualTo("t");
    assertThat(engine.text("select max(d) - min(d) > 100" + delays))
        .as("200 even ones lie so close with a chance of 10^-58")
        .isEqualTo("t");
  }

  @Test
  void the_execution_limit_ends_a_run_that_has_trouble_in_error() throws Exception {
    rule("ExecutionLimit", 3, null);
    rule("DelayToRetry", 1_000, null);
    daemon.tick();
    Engine.deploy(
        daemon,
        (action, context) ->
            action.actionNo() == 1 ? ActionResult.retry("no") : ActionResult.done(),
        "ordered",
        true);
    long job = engine.job("limited", Engine.actions(5));
    engine.tickUntilRuns(daemon, job, 2);
    assertThat(engine.status(job)).isEqualTo("Error");
    assertThat(
            engine.rows(
                "select status s from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by action_no"))
        .extracting(row -> row.get("s"))
        .containsExactly("Error", "Finished", "Finished", "Finished", "Finished");
  }

  @Test
  void a_job_waits_for_an_agent_of_the_plan_version_that_listed_its_actions() throws Exception {
    rule("DelayToRetry", 10, null);
    daemon.tick();
    RegisteredAgent second = Engine.deploy(daemon, new Listing("2", false), "planVersion", 2);
    long job = engine.job("planned", null);
    engine.tickUntil(daemon, job, "Error");
    assertThat(engine.text("select plan_version from gvp_jobs.job where id = " + job))
        .isEqualTo("2");
    daemon.registry().remove(second); // rolled back
    RegisteredAgent first = Engine.deploy(daemon, new Listing("1", true), "planVersion", 1);
    long own = engine.job("planned by the first", null);
    engine.tickUntil(daemon, own, "Finished");
    for (int i = 0; i < 5; i++) {
      engine.clock.advance(Duration.ofSeconds(4));
      daemon.tick();
    }
    assertThat(engine.status(job)).as("due, but planned by a higher version").isEqualTo("Error");
    daemon.registry().remove(first);
    Engine.deploy(daemon, new Listing("3", true), "planVersion", 3);
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select distinct label l, results r from gvp_jobs.job_action where job_id = "
                    + job))
        .containsExactly(Map.of("l", "listed by 2", "r", "{\"by\": \"3\"}"));
  }

  private void rule(String rule, int value, String actionType) throws SQLException {
    engine.execute(
        "select gvp_jobs.set_rule('Custom', '%s', %d, custom_type => '%s', action_type => %s)"
            .formatted(
                rule, value, Engine.TYPE, actionType == null ? "null" : "'" + actionType + "'"));
  }

  /** An agent of a version that lists two actions. */
  private record Listing(String version, boolean performs) implements Agent, Planner {
    @Override
    public void plan(Job job, ActionSink sink) {
      List.of(1, 2).forEach(n -> sink.add(NewAction.of("Work").withLabel("listed by " + version)));
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) {
      return performs
          ? ActionResult.done("{\"by\": \"" + version + "\"}")
          : ActionResult.retry("rolled back");
    }
  }
}
