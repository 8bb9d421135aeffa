package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.query.ActionFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job, depending on what its agent does. */
class RunTest {
  private static final String IDLE_LIMIT = "show idle_in_transaction_session_timeout";

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
  void a_job_without_actions_is_its_own_action_and_finishes() {
    Engine.deploy(
        daemon, (action, context) -> ActionResult.done("{\"no\": " + action.actionNo() + "}"));
    long job = engine.job("single", null);
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select action_no, status, results from gvp_jobs.job_action where job_id = " + job))
        .containsExactly(Map.of("action_no", "0", "status", "Finished", "results", "{\"no\": 0}"));
    assertThat(engine.text("select finish_time >= start_time from gvp_jobs.job where id = " + job))
        .isEqualTo("t");
  }

  @Test
  void every_action_of_a_job_is_performed_once() {
    Queue<Integer> performed = new ConcurrentLinkedQueue<>();
    Engine.deploy(
        daemon,
        (action, context) -> {
          performed.add(action.actionNo());
          return ActionResult.done();
        });
    long job = engine.job("many", Engine.actions(1_234));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(performed).hasSize(1_234).doesNotHaveDuplicates();
    assertThat(
            engine.text(
                "select count(*) from gvp_jobs.job_action where status = 'Finished' and job_id = "
                    + job))
        .isEqualTo("1234");
  }

  @Test
  void a_failed_action_is_retried_by_the_rules_and_the_others_go_on() {
    AtomicInteger tries = new AtomicInteger();
    Engine.deploy(
        daemon,
        (action, context) ->
            action.actionNo() == 2 && tries.incrementAndGet() < 3
                ? ActionResult.retry("not today")
                : ActionResult.done());
    long job = engine.job("retry", Engine.actions(3));
    engine.tickUntil(daemon, job, "Error");
    assertThat(engine.text("select reason from gvp_jobs.job_run where job_id = " + job))
        .isEqualTo("1 of 3 actions to be tried again; the first: #2 a2: not today");
    engine.clock.advance(Duration.ofSeconds(50));
    daemon.tick();
    assertThat(engine.status(job)).isEqualTo("Error");
    engine.clock.advance(Duration.ofSeconds(20));
    engine.tickUntilRuns(daemon, job, 2);
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select action_no, number_of_retries r, attempt a from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by 1"))
        .containsExactly(
            Map.of("action_no", "1", "r", "0", "a", "1"),
            Map.of("action_no", "2", "r", "2", "a", "3"),
            Map.of("action_no", "3", "r", "0", "a", "1"));
  }

  @Test
  void a_best_effort_agent_finishes_with_failed_actions() {
    Engine.deploy(
        daemon,
        (action, context) ->
            action.actionNo() == 1 ? ActionResult.failed("NOPE", "refused") : ActionResult.done(),
        "bestEffort",
        true);
    long job = engine.job("best effort", Engine.actions(2));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.text("select failed_actions from gvp_jobs.job where id = " + job))
        .isEqualTo("1");
  }

  @Test
  void later_costs_no_try_and_keeps_its_state() {
    List<String> states = new CopyOnWriteArrayList<>();
    Engine.deploy(
        daemon,
        (action, context) -> {
          states.add(String.valueOf(context.checkpoint()));
          return states.size() < 3
              ? ActionResult.later(
                  context.clock().instant().plusSeconds(10), "{\"n\": " + states.size() + "}")
              : ActionResult.done();
        });
    long job = engine.job("later", Engine.actions(1));
    engine.tickUntilRuns(daemon, job, 1);
    engine.clock.advance(Duration.ofSeconds(11));
    engine.tickUntilRuns(daemon, job, 2);
    engine.clock.advance(Duration.ofSeconds(11));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(states).containsExactly("null", "{\"n\": 1}", "{\"n\": 2}");
    assertThat(
            engine.text("select number_of_retries from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("0");
  }

  @Test
  void a_checkpoint_is_there_at_once_and_found_by_the_next_attempt() {
    List<String> found = new CopyOnWriteArrayList<>();
    Engine.deploy(
        daemon,
        (action, context) -> {
          found.add(String.valueOf(context.checkpoint()));
          context.checkpoint("{\"n\": " + found.size() + "}");
          found.add(engine.text("select checkpoint from gvp_jobs.action_result order by seq desc"));
          if (context.attempt() == 1) {
            throw new IllegalStateException("after the checkpoint");
          }
          return ActionResult.done();
        });
    long job = engine.job("checkpoint", Engine.actions(1));
    engine.tickUntil(daemon, job, "Error");
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(found).containsExactly("null", "{\"n\": 1}", "{\"n\": 1}", "{\"n\": 3}");
    assertThat(
            engine.rows(
                "select attempt a, number_of_retries r from gvp_jobs.job_action where job_id = "
                    + job))
        .containsExactly(Map.of("a", "2", "r", "1"));
  }

  @Test
  void progress_can_be_read_while_the_action_runs() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          engine.clock.advance(Duration.ofSeconds(6));
          context.progress(0.25, "a quarter");
          told.countDown();
          go.await();
          return ActionResult.done();
        });
    long job = engine.job("progress", null);
    engine.tickUntil(daemon, job, "Started");
    told.await();
    assertThat(
            engine.rows(
                "select status, results, reason from gvp_jobs.job_action where job_id = " + job))
        .containsExactly(
            Map.of("status", "Started", "results", "{\"progress\": 0.25}", "reason", "a quarter"));
    go.countDown();
    engine.tickUntil(daemon, job, "Finished");
  }

  @Test
  void an_action_beyond_its_deadline_is_interrupted_and_tried_again() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return ActionResult.done();
        });
    long job = engine.job("deadline", null);
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    for (int i = 0; i < 125; i++) {
      engine.clock.advance(Duration.ofSeconds(5)); // the lease goes on meanwhile
      daemon.tick();
    }
    engine.tickUntil(daemon, job, "Error");
    assertThat(engine.text("select code from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("DEADLINE");
  }

  @Test
  void a_running_job_is_stopped_after_its_running_actions_and_resumed_where_it_was()
      throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    Set<Integer> performed = ConcurrentHashMap.newKeySet();
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          assertThat(performed.add(action.actionNo())).as("performed once").isTrue();
          first.countDown();
          go.await();
          return ActionResult.done();
        },
        "concurrency",
        2);
    long job = engine.job("stop", Engine.actions(20));
    engine.tickUntil(daemon, job, "Started");
    first.await();
    engine.execute("select gvp_jobs.stop_job(" + job + ", 'too early')");
    daemon.tick();
    go.countDown();
    engine.tickUntil(daemon, job, "Stopped");
    assertThat(performed.size()).isLessThan(20);
    assertThat(engine.text("select reason from gvp_jobs.job_run where to_status = 'Stopped'"))
        .isEqualTo("stopped by an operator");
    engine.execute("select gvp_jobs.resume_job(" + job + ")");
    engine.catchUp();
    engine.tickUntil(daemon, job, "Finished");
    assertThat(performed).hasSize(20);
  }

  @Test
  void the_execution_limit_gives_others_a_turn() throws Exception {
    engine.execute(
        "insert into gvp_jobs.job_rule (job_type, custom_type, rule_type, value) values"
            + " ('Custom', 'test.Work', 'ExecutionLimit', 10)");
    daemon.tick();
    Engine.deploy(daemon, (action, context) -> ActionResult.done());
    long job = engine.job("limited", Engine.actions(25));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.number("select count(*) from gvp_jobs.job_run where job_id = " + job))
        .isEqualTo(3);
  }

  @Test
  void an_agent_completes_its_action_in_its_own_transaction_or_not_at_all() throws Exception {
    engine.execute("create table effect (n int)");
    AtomicInteger tries = new AtomicInteger();
    Engine.deploy(
        daemon,
        (action, context) -> {
          try (Connection connection = engine.database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection
                .createStatement()
                .execute("insert into effect values (" + action.actionNo() + ")");
            ActionResult result = ActionResult.done("{\"mine\": true}");
            context.finish(connection, result);
            if (tries.incrementAndGet() == 1) {
              connection.rollback();
              throw new IllegalStateException("lost");
            }
            connection.commit();
            return result;
          }
        });
    long job = engine.job("exactly once", Engine.actions(1));
    engine.tickUntil(daemon, job, "Error");
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.text("select count(*) from effect")).isEqualTo("1");
    assertThat(engine.text("select results from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("{\"mine\": true}");
  }

  @Test
  void an_agent_that_stands_still_before_its_commit_does_not_keep_its_job_locked() {
    AtomicReference<String> limit = new AtomicReference<>();
    Engine.deploy(
        daemon,
        (action, context) -> {
          try (Connection connection = engine.database.dataSource().getConnection();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            context.finish(connection, ActionResult.done());
            try (ResultSet row = statement.executeQuery(IDLE_LIMIT)) {
              row.next();
              limit.set(row.getString(1));
            }
            connection.commit();
            return ActionResult.done();
          }
        });
    long job = engine.job("limited", Engine.actions(1));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(limit.get()).isEqualTo("10s");
  }

  @Test
  void lower_priorities_get_a_tenth_of_a_claim() {
    for (int i = 0; i < 40; i++) {
      engine.text(
          "select gvp_jobs.create_job('p0', 'Custom', custom_type => 'test.Work', priority => 0)");
    }
    long low =
        engine.number(
            "select gvp_jobs.create_job('p9', 'Custom', custom_type => 'test.Work', priority => 9)");
    engine.catchUp();
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          go.await();
          return ActionResult.done();
        },
        "concurrency",
        10);
    daemon.tick();
    assertThat(engine.status(low)).isEqualTo("Started");
    go.countDown();
    engine.tickUntil(daemon, low, "Finished");
  }

  @Test
  void an_action_that_was_put_off_is_not_shown_as_started_among_those_that_run() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          Instant now = context.clock().instant();
          if (context.attempt() == 1) {
            return ActionResult.later(now.plusSeconds(action.actionNo() == 2 ? 3_600 : 10));
          }
          begun.countDown();
          go.await();
          return ActionResult.done();
        });
    long job = engine.job("put off", Engine.actions(3));
    engine.tickUntilRuns(daemon, job, 1);
    engine.clock.advance(Duration.ofSeconds(11));
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    engine.clock.advance(Duration.ofSeconds(2)); // until then nobody is told that it has begun
    daemon.tick();
    assertThat(
            engine.rows(
                "select status s from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by action_no"))
        .extracting(row -> row.get("s"))
        .containsExactly("Started", "Waiting", "Started");
    assertThat(
            new PgJobQuery(engine.database.dataSource())
                .actions(job, new ActionFilter(null, null, null, 10))
                .rows())
        .extracting(row -> row.action().status())
        .containsExactly(ActionStatus.STARTED, ActionStatus.WAITING, ActionStatus.STARTED);
    go.countDown();
    engine.tickUntilRuns(daemon, job, 2);
  }
}
