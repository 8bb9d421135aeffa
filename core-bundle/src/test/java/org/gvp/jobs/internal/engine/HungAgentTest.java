package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.agents.RegisteredAgent.State;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that hang and ignore the interrupt: they lose their thread, and nobody else anything. */
class HungAgentTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private Engine engine;
  private Daemon daemon;

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
  }

  @AfterEach
  void stop() {
    end.countDown();
    engine.close();
  }

  /** Waits for the end of the test, whatever interrupts it. */
  private void hang() {
    boolean over = false;
    while (!over) {
      try {
        end.await();
        over = true;
      } catch (InterruptedException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Lets time pass, with heartbeats and without losing the lease. */
  private void pass(Duration time) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plusSeconds(5)) {
      engine.clock.advance(Duration.ofSeconds(5));
      daemon.tick();
    }
  }

  private String actions(long job) {
    return engine.text(
        "select string_agg(action_no || ' ' || status || coalesce(' ' || code, ''), ', ' order by"
            + " action_no) from gvp_jobs.job_action where job_id = "
            + job);
  }

  @Test
  void a_hung_action_is_in_error_the_others_go_on_and_its_late_result_is_not_taken()
      throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    List<String> late = new CopyOnWriteArrayList<>();
    RegisteredAgent agent =
        Engine.deploy(
            daemon,
            (action, context) -> {
              if (action.actionNo() == 1 && context.attempt() == 1) {
                hangs.countDown();
                hang();
                late.add(refusal(() -> context.checkpoint("{\"late\": true}")));
                late.add(refusal(() -> finish(context)));
                return ActionResult.done("{\"by\": \"zombie\"}");
              }
              return ActionResult.done("{\"attempt\": " + context.attempt() + "}");
            },
            "concurrency",
            1);
    long job = engine.job("hangs", Engine.actions(3));
    engine.tickUntil(daemon, job, "Started");
    hangs.await();
    pass(Duration.ofSeconds(595));
    assertThat(agent.hungThreads()).isZero();
    pass(Duration.ofSeconds(15));
    engine.tickUntil(daemon, job, "Error");
    assertThat(actions(job)).isEqualTo("1 Error DEADLINE, 2 Finished, 3 Finished");
    assertThat(agent.hungThreads()).isEqualTo(1);
    assertThat(agent.state()).isEqualTo(State.SERVING);
    assertThat(agent.trouble()).contains("1 of its threads hang");
    end.countDown();
    Await.until(() -> "the zombie to come back", () -> agent.hungThreads() == 0);
    assertThat(agent.trouble()).isNull();
    assertThat(late).hasSize(2).allSatisfy(l -> assertThat(l).contains("is no longer ours"));
    pass(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.text("select results from gvp_jobs.job_action where action_no = 1"))
        .isEqualTo("{\"attempt\": 2}");
  }

  private void finish(ActionContext context) throws Exception {
    try (Connection connection = engine.database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      context.finish(connection, ActionResult.done("{\"by\": \"zombie\"}"));
      connection.commit();
    }
  }

  private interface Write {
    void run() throws Exception;
  }

  private static String refusal(Write write) {
    try {
      write.run();
      return "taken";
    } catch (Exception e) {
      return e.getMessage();
    }
  }

  @Test
  void more_hung_threads_than_it_may_have_take_an_agent_out_of_service_until_they_come_back() {
    RegisteredAgent agent =
        Engine.deploy(
            daemon,
            (action, context) -> {
              if (action.label().equals("a1")) {
                hang();
              }
              return ActionResult.done();
            },
            "concurrency",
            1);
    long first = engine.job("first", Engine.actions(2));
    engine.tickUntil(daemon, first, "Started");
    pass(Duration.ofSeconds(610));
    engine.tickUntil(daemon, first, "Error");
    pass(Duration.ofSeconds(70));
    assertThat(engine.status(first)).as("claimed for the second try").isEqualTo("Started");
    pass(Duration.ofSeconds(610));
    Await.until(
        () -> "out of service",
        () -> {
          daemon.tick();
          return agent.state() == State.HUNG && !engine.status(first).equals("Started");
        });
    assertThat(agent.hungThreads()).isEqualTo(2);
    long parked = engine.job("parked", Engine.actions(1));
    pass(Duration.ofSeconds(120));
    assertThat(engine.status(parked)).isEqualTo("Waiting");
    assertThat(engine.text("select attempts from gvp_jobs.job where id = " + parked))
        .isEqualTo("0");
    end.countDown();
    engine.tickUntil(daemon, parked, "Finished");
    engine.tickUntil(daemon, first, "Finished");
    assertThat(agent.state()).isEqualTo(State.SERVING);
  }

  @Test
  void a_hung_listing_has_a_deadline_of_its_own() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    Engine.deploy(daemon, new HangingPlanner(hangs));
    long job = engine.job("planned", null);
    engine.tickUntil(daemon, job, "Started");
    hangs.await();
    pass(Duration.ofMinutes(29));
    assertThat(engine.status(job)).isEqualTo("Started");
    pass(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Error");
    assertThat(engine.text("select code from gvp_jobs.job_run where job_id = " + job))
        .isEqualTo("DEADLINE");
    pass(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    end.countDown();
    assertThat(actions(job)).isEqualTo("1 Finished");
  }

  @Test
  void what_an_agent_has_committed_itself_is_not_performed_again_though_it_hung_afterwards() {
    List<Integer> performed = new CopyOnWriteArrayList<>();
    Engine.deploy(
        daemon,
        (action, context) -> {
          performed.add(context.attempt());
          finish(context);
          hang();
          return ActionResult.done();
        });
    long job = engine.job("single", null);
    engine.tickUntil(daemon, job, "Started");
    Await.until(
        () -> "its own commit",
        () -> engine.number("select count(*) from gvp_jobs.action_result") == 1);
    pass(Duration.ofSeconds(610));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(performed).containsExactly(1);
    assertThat(engine.rows("select code, results from gvp_jobs.job_action where job_id = " + job))
        .containsExactly(row("code", null, "results", "{\"by\": \"zombie\"}"));
  }

  private static Map<String, String> row(String... pairs) {
    Map<String, String> row = new java.util.HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(pairs[i], pairs[i + 1]);
    }
    return row;
  }

  @Test
  void it_cannot_hold_the_daemons_stop() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    Engine.deploy(
        daemon,
        (action, context) -> {
          hangs.countDown();
          hang();
          return ActionResult.done();
        });
    long job = engine.job("hangs", Engine.actions(2));
    engine.tickUntil(daemon, job, "Started");
    hangs.await();
    daemon.close();
    assertThat(engine.status(job)).isEqualTo("Waiting");
    assertThat(engine.text("select bool_and(revoked) from gvp_jobs.node")).isEqualTo("t");
  }

  /** Its first listing hangs after an action, and adds another one much later. */
  private final class HangingPlanner implements Agent, Planner {
    private final CountDownLatch hangs;

    HangingPlanner(CountDownLatch hangs) {
      this.hangs = hangs;
    }

    @Override
    public void plan(Job job, ActionSink sink) {
      sink.add(NewAction.of("Export"));
      if (hangs.getCount() > 0) {
        hangs.countDown();
        hang();
        sink.add(NewAction.of("Late"));
      }
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) {
      return ActionResult.done();
    }
  }
}
