package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.testsupport.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent puts off waits in the register, not in the daemon. */
class LaterTest {
  private static final int ACTIONS = 100_000;
  private static final int JOBS = 10_000;

  /** An action that is waited for in memory would cost some hundred bytes at the very least. */
  private static final long MOST_BYTES = ACTIONS * 100L;

  private Engine engine;
  private Daemon daemon;
  private Instant due;
  private final AtomicInteger putOff = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
    due = engine.clock.instant().plus(Duration.ofHours(6));
    Agent agent =
        (action, context) -> {
          if (engine.clock.instant().isBefore(due)) {
            putOff.incrementAndGet();
            return ActionResult.later(due);
          }
          done.incrementAndGet();
          return ActionResult.done();
        };
    Engine.deploy(daemon, agent);
    engine.execute(
        "select gvp_jobs.set_rule('Custom', 'ExecutionLimit', 1000000, custom_type => '"
            + Engine.TYPE
            + "')");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private void create(int jobs, String actions) throws Exception {
    engine.execute(
        "select count(gvp_jobs.create_job('later', 'Custom', custom_type => '"
            + Engine.TYPE
            + "', actions => "
            + actions
            + ", run_at => '"
            + engine.clock.instant()
            + "')) from generate_series(1, "
            + jobs
            + ")");
  }

  /** Ticks until so many actions have been put off, and nothing runs here any more. */
  private void putOffAll(int count) {
    tickUntilAll(putOff, count);
    tickUntilIdle();
    assertThat(putOff.get()).isEqualTo(count);
  }

  private void finishAll(int count, int jobs) {
    tickUntilAll(done, count);
    tickUntilIdle();
    assertThat(engine.number("select count(*) from gvp_jobs.job where status = 'Finished'"))
        .isEqualTo(jobs);
  }

  /** In steps, so that a slow machine is waited for as long as there is progress. */
  private void tickUntilAll(AtomicInteger counter, int count) {
    for (int step = 1; step <= 10; step++) {
      int some = count / 10 * step;
      Await.until(
          () -> some + " of " + count + ", but there are " + counter,
          () -> {
            daemon.tick();
            return counter.get() >= some;
          });
    }
  }

  private void tickUntilIdle() {
    Await.until(
        () -> "no runs, but there are " + daemon.runs().ids().length,
        () -> {
          daemon.tick();
          return daemon.runs().ids().length == 0;
        });
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void waitAndComeBack(int actions, int jobs) {
    putOffAll(actions);
    int threads = threads();
    daemon.tick();
    assertThat(daemon.runs().ids()).isEmpty();
    assertThat(putOff.get()).isEqualTo(actions);
    engine.clock.advance(Duration.ofHours(7));
    finishAll(actions, jobs);
    assertThat(putOff.get()).isEqualTo(actions);
    assertThat(engine.number("select max(attempts) from gvp_jobs.job")).isZero();
    assertThat(threads()).isLessThanOrEqualTo(threads + 2);
  }

  @Test
  void a_hundred_thousand_actions_of_a_job_hold_no_thread_and_little_memory() throws Exception {
    int threads = threads();
    long heap = heap();
    create(
        1,
        "(select jsonb_agg(jsonb_build_object('label', 'a' || i)) from generate_series(1, "
            + ACTIONS
            + ") i)");
    putOffAll(ACTIONS);
    assertThat(threads()).as("threads, of them 8 the agent's").isLessThanOrEqualTo(threads + 10);
    assertThat(heap() - heap).as("bytes").isLessThan(MOST_BYTES);
    waitAndComeBack(ACTIONS, 1);
  }

  @Test
  void ten_thousand_jobs_that_were_put_off_come_back_when_they_are_due() throws Exception {
    create(JOBS, "null");
    waitAndComeBack(JOBS, JOBS);
  }
}
