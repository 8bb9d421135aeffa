package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.testsupport.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What becomes of the jobs of a daemon that is lost, drained or stopped. */
class RescueTest {
  private Engine engine;

  @BeforeEach
  void start() {
    engine = new Engine();
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void the_jobs_of_a_daemon_that_does_not_renew_are_run_by_another_under_a_new_token()
      throws Exception {
    Daemon lost = engine.daemon("lost");
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch late = new CountDownLatch(1);
    Engine.deploy(
        lost,
        (action, context) -> {
          if (action.actionNo() == 1) {
            return ActionResult.done();
          }
          begun.countDown();
          while (late.getCount() > 0) {
            try {
              late.await();
            } catch (InterruptedException e) {
              assertThat(context.stopRequested()).isTrue();
            }
          }
          return ActionResult.done("{\"by\": \"lost\"}");
        },
        "concurrency",
        2);
    long job = engine.job("rescued", Engine.actions(4));
    engine.tickUntil(lost, job, "Started");
    begun.await();
    Await.until(
        () -> "the first outcome",
        () -> engine.number("select count(*) from gvp_jobs.action_result") == 1);

    Daemon other = engine.daemon("other");
    Queue<String> performed = new ConcurrentLinkedQueue<>();
    Engine.deploy(
        other,
        (action, context) -> {
          performed.add(action.actionNo() + " attempt " + context.attempt());
          return ActionResult.done("{\"by\": \"other\"}");
        });
    engine.clock.advance(Duration.ofSeconds(16));
    engine.tickUntil(other, job, "Finished");
    assertThat(performed).containsExactlyInAnyOrder("2 attempt 2", "3 attempt 2", "4 attempt 2");

    late.countDown();
    lost.tick();
    Await.until(() -> "the lost run to be dropped", () -> lost.runs().ids().length == 0);
    assertThat(
            engine.rows(
                "select distinct results from gvp_jobs.job_action where action_no > 1 and job_id = "
                    + job))
        .containsExactly(Map.of("results", "{\"by\": \"other\"}"));
    assertThat(
            engine.rows(
                "select cause, node from gvp_jobs.job_run where job_id = "
                    + job
                    + " order by token"))
        .extracting(row -> row.get("cause") + " " + row.get("node"))
        .containsExactly("rescued lost", "completed other");
  }

  @Test
  void what_a_paused_daemon_has_locked_does_not_hold_up_the_rescue_of_its_other_jobs()
      throws Exception {
    Daemon paused = engine.daemon("paused");
    CountDownLatch begun = new CountDownLatch(2);
    Engine.deploy(
        paused,
        (action, context) -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return ActionResult.done();
        });
    long locked = engine.job("locked", null);
    long free = engine.job("free", null);
    engine.tickUntil(paused, free, "Started");
    begun.await();
    Daemon other = engine.daemon("other");
    Engine.deploy(other, (action, context) -> ActionResult.done());
    try (Connection transaction = engine.database.dataSource().getConnection();
        Statement statement = transaction.createStatement()) {
      transaction.setAutoCommit(false);
      statement.execute("select from gvp_jobs.job_open where id = " + locked + " for share");
      engine.clock.advance(Duration.ofSeconds(16));
      engine.tickUntil(other, free, "Finished");
      assertThat(engine.status(locked)).isEqualTo("Started");
      transaction.rollback();
    }
    engine.tickUntil(other, locked, "Finished");
  }

  /** As it stands when a daemon is paused after half of its results. */
  @Test
  void a_session_that_stands_still_in_a_copy_of_results_cannot_keep_its_job() throws Exception {
    Daemon lost = engine.daemon("lost");
    CountDownLatch end = new CountDownLatch(1);
    Engine.deploy(lost, (action, context) -> hang(end));
    long job = engine.job("locked", null);
    engine.tickUntil(lost, job, "Started");
    Daemon other = engine.daemon("other");
    Engine.deploy(other, (action, context) -> ActionResult.done());
    try (Connection paused = engine.database.dataSource().getConnection();
        Statement statement = paused.createStatement()) {
      paused.setAutoCommit(false);
      statement.execute("select from gvp_jobs.job_open where id = %d for share".formatted(job));
      paused
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy gvp_jobs.action_result (job_id) from stdin (format binary)");
      engine.clock.advance(Duration.ofSeconds(16));
      engine.tickUntil(other, job, "Finished");
    } finally {
      end.countDown();
    }
  }

  private static ActionResult hang(CountDownLatch end) throws InterruptedException {
    end.await();
    return ActionResult.done();
  }

  @Test
  void a_new_start_of_a_node_takes_its_predecessors_jobs_at_once() throws Exception {
    Daemon first = engine.daemon("same");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Engine.deploy(
        first,
        (action, context) -> {
          begun.countDown();
          never.await();
          return ActionResult.done();
        });
    long job = engine.job("restart", null);
    engine.tickUntil(first, job, "Started");
    begun.await();
    Daemon second = engine.daemon("same");
    Engine.deploy(
        second, (action, context) -> ActionResult.done("{\"attempt\": " + context.attempt() + "}"));
    engine.tickUntil(second, job, "Finished");
    assertThat(engine.text("select results from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("{\"attempt\": 2}");
    never.countDown();
  }

  @Test
  void a_stop_that_is_taken_back_before_the_run_has_ended_leaves_the_job_going() throws Exception {
    Daemon daemon = engine.daemon("n");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          begun.countDown();
          go.await();
          return ActionResult.done();
        },
        "concurrency",
        1);
    long job = engine.job("stopped and resumed", Engine.actions(2));
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    engine.execute("select gvp_jobs.stop_job(" + job + ")");
    daemon.tick();
    engine.execute("select gvp_jobs.resume_job(" + job + ")");
    go.countDown();
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.number("select count(*) from gvp_jobs.job_run where to_status = 'Stopped'"))
        .isZero();
  }

  @Test
  void draining_an_agent_hands_its_jobs_back_without_counting_an_attempt() throws Exception {
    Daemon daemon = engine.daemon("n1");
    CountDownLatch begun = new CountDownLatch(1);
    RegisteredAgent old =
        Engine.deploy(
            daemon,
            (action, context) -> {
              begun.countDown();
              new CountDownLatch(1).await();
              return ActionResult.done();
            },
            "concurrency",
            1);
    long job = engine.job("drained", Engine.actions(3));
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    daemon.drain(old, Duration.ofMillis(50));
    daemon.registry().remove(old);
    assertThat(engine.status(job)).isEqualTo("Waiting");
    assertThat(engine.text("select attempts from gvp_jobs.job where id = " + job)).isEqualTo("0");
    daemon.tick();
    assertThat(engine.status(job)).as("parked while there is no agent").isEqualTo("Waiting");
    Engine.deploy(daemon, (action, context) -> ActionResult.done());
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.rows(
                "select number_of_retries r, attempt a from gvp_jobs.job_action where job_id = "
                    + job
                    + " order by action_no"))
        .containsExactly(
            Map.of("r", "0", "a", "2"), Map.of("r", "0", "a", "1"), Map.of("r", "0", "a", "1"));
  }

  @Test
  void an_agent_that_ignores_the_interrupt_cannot_hold_its_job() throws Exception {
    Daemon daemon = engine.daemon("n1");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    RegisteredAgent deaf =
        Engine.deploy(
            daemon,
            (action, context) -> {
              begun.countDown();
              while (end.getCount() > 0) {
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.onSpinWait();
                }
              }
              return ActionResult.done();
            });
    long job = engine.job("deaf", null);
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    assertThat(daemon.drain(deaf, Duration.ofMillis(50))).isFalse();
    assertThat(engine.status(job)).isEqualTo("Waiting");
    end.countDown();
  }

  @Test
  void a_linkage_error_takes_the_agent_out_of_service_and_hands_the_job_back() throws Exception {
    Daemon daemon = engine.daemon("n1");
    RegisteredAgent broken =
        Engine.deploy(
            daemon,
            (action, context) -> {
              throw new NoClassDefFoundError("acme/Missing");
            });
    long job = engine.job("broken", Engine.actions(2));
    engine.tickUntilRuns(daemon, job, 1);
    assertThat(engine.status(job)).isEqualTo("Waiting");
    assertThat(broken.state()).isEqualTo(RegisteredAgent.State.BROKEN);
    assertThat(broken.trouble()).contains("acme/Missing");
    assertThat(engine.text("select attempts from gvp_jobs.job where id = " + job)).isEqualTo("0");
  }

  @Test
  void a_redriven_job_repeats_only_what_failed_under_another_key() throws Exception {
    Daemon daemon = engine.daemon("n1");
    Queue<String> keys = new ConcurrentLinkedQueue<>();
    AtomicBoolean refuse = new AtomicBoolean(true);
    Engine.deploy(
        daemon,
        (action, context) -> {
          keys.add(context.idempotencyKey());
          return action.actionNo() == 2 && refuse.get()
              ? ActionResult.failed("NO", "refused")
              : ActionResult.done();
        },
        "ordered",
        true);
    long job = engine.job("redriven", Engine.actions(2));
    engine.tickUntil(daemon, job, "Fail");
    refuse.set(false);
    engine.execute("select gvp_jobs.redrive_job(" + job + ", 'now they take it')");
    engine.catchUp();
    engine.tickUntil(daemon, job, "Finished");
    assertThat(keys).containsExactly(job + ":1", job + ":2", job + ":2/2");
  }

  @Test
  void a_daemon_that_runs_a_job_again_while_its_lost_run_hangs_has_none_left_in_the_end()
      throws Exception {
    Daemon daemon = engine.daemon("slow");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    RegisteredAgent agent =
        Engine.deploy(
            daemon,
            (action, context) -> {
              begun.countDown();
              while (context.attempt() == 1 && late.getCount() > 0) {
                try {
                  late.await();
                } catch (InterruptedException e) {
                  assertThat(context.stopRequested()).isTrue();
                }
              }
              return ActionResult.done();
            });
    long job = engine.job("twice here", null);
    engine.tickUntil(daemon, job, "Started");
    begun.await();
    engine.clock.advance(Duration.ofSeconds(16));
    engine.daemon("other").tick(); // revokes the slow one
    engine.clock.advance(Duration.ofSeconds(5));
    engine.tickUntil(daemon, job, "Finished");
    late.countDown();
    Await.until(
        () -> "both runs to be over, but " + daemon.runs().countOf(agent) + " count",
        () -> daemon.runs().countOf(agent) == 0);
    assertThat(daemon.runs().ids()).isEmpty();
  }
}
