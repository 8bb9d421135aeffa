package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What daemons do with jobs that have ended long ago. */
class ForgetTest {
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
  void a_fail_outlives_its_partition_and_runs_again_when_it_is_redriven() throws Exception {
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
    long gone = engine.job("gone", Engine.actions(1));
    engine.tickUntil(daemon, gone, "Finished");
    long fail = engine.job("kept", Engine.actions(2));
    engine.tickUntil(daemon, fail, "Fail");
    String before = runs(fail);
    engine.execute(
        "select gvp_jobs.set_rule('Custom', 'KeepDays', 1, custom_type => '" + Engine.TYPE + "')");
    engine.execute("select setval('gvp_jobs.job_id', 4194304)");
    daemon.tick();
    long next = engine.job("next", null);
    String table = "select 'gvp_jobs.job_ended_0'::regclass::oid";
    long old = engine.number(table);

    engine.clock.advance(Duration.ofDays(2));
    daemon.tick();
    assertThat(engine.number(table)).as("its partition").isNotEqualTo(old);
    assertThat(engine.rows("select id from gvp_jobs.job order by id"))
        .extracting(row -> Long.valueOf(row.get("id")))
        .isEqualTo(List.of(fail, next));
    assertThat(runs(fail)).isEqualTo(before);

    keys.clear();
    refuse.set(false);
    engine.execute("select gvp_jobs.redrive_job(" + fail + ", 'now they take it')");
    engine.tickUntil(daemon, fail, "Finished");
    assertThat(keys).contains(fail + ":2/2").doesNotContain(fail + ":1");
  }

  private String runs(long job) {
    return engine.rows("select * from gvp_jobs.job_run where job_id = " + job).toString();
  }
}
