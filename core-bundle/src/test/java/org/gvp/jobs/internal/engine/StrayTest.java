package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that a living daemon holds without running them, and its own claim ledger. */
class StrayTest {
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

  /** What a claim leaves behind whose reply never came. */
  private void claimUnheard(long job) throws Exception {
    engine.execute(
        """
        update gvp_jobs.job_open set token = token + 1, owner = 1, claimed_at = '%1$s',
          status = case status when 'Creating' then status else 'Started' end where id = %2$d;
        insert into gvp_jobs.claim_ledger (owner, at, ids) values (1, '%1$s', array[%2$d])
        """
            .formatted(engine.clock.instant(), job));
  }

  private void pass(Duration time) {
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plusSeconds(5)) {
      engine.clock.advance(Duration.ofSeconds(5));
      daemon.tick();
    }
  }

  @Test
  void a_job_whose_claim_was_not_heard_of_is_handed_back_without_an_attempt() throws Exception {
    long job = engine.job("unheard", null);
    claimUnheard(job);
    pass(Duration.ofSeconds(25));
    assertThat(
            engine.rows(
                "select status, token, attempts, suspect from gvp_jobs.job where id = " + job))
        .extracting(row -> row.values().toString())
        .containsExactly("[Waiting, 2, 0, f]");
    assertThat(engine.text("select cause || ' ' || code from gvp_jobs.job_run"))
        .isEqualTo("handed back STRAY");
    Engine.deploy(daemon, (action, context) -> ActionResult.done());
    engine.tickUntil(daemon, job, "Finished");
  }

  @Test
  void so_is_one_that_was_to_be_planned() throws Exception {
    long job = engine.job("unheard", null);
    engine.execute("delete from gvp_jobs.job_detail where id = " + job);
    engine.execute("alter table gvp_jobs.job_open disable trigger all");
    engine.execute("update gvp_jobs.job_open set status = 'Creating', unusual = true");
    engine.execute("alter table gvp_jobs.job_open enable trigger all");
    claimUnheard(job);
    pass(Duration.ofSeconds(25));
    assertThat(engine.text("select status || ' ' || (owner is null) from gvp_jobs.job_open"))
        .isEqualTo("Creating true");
  }

  @Test
  void what_runs_is_left_alone_and_stays_in_the_ledger_until_it_has_ended() throws Exception {
    Engine.deploy(
        daemon,
        (action, context) -> {
          if (action.label().startsWith("long")) {
            end.await();
          }
          return ActionResult.done();
        },
        "concurrency",
        4);
    long[] running = {engine.job("long 1", null), engine.job("long 2", null)};
    long short1 = engine.job("short", null);
    engine.tickUntil(daemon, short1, "Finished");
    pass(Duration.ofMinutes(2));
    assertThat(daemon.runs().ids()).containsExactlyInAnyOrder(running);
    assertThat(ledger()).isEqualTo(running);
    assertThat(engine.number("select count(*) from gvp_jobs.claim_ledger")).isEqualTo(1);
    end.countDown();
    for (long job : running) {
      engine.tickUntil(daemon, job, "Finished");
    }
    pass(Duration.ofSeconds(25));
    assertThat(engine.number("select count(*) from gvp_jobs.claim_ledger")).isZero();
    assertThat(Arrays.stream(running).mapToObj(engine::status)).containsOnly("Finished");
  }

  @Test
  void a_claim_whose_runs_have_all_ended_is_forgotten_before_its_jobs_would_be_looked_up()
      throws Exception {
    Engine.deploy(
        daemon,
        (action, context) -> {
          if (action.label().equals("long")) {
            end.await();
          }
          return ActionResult.done();
        },
        "concurrency",
        4);
    long first = engine.job("short", null);
    engine.tickUntil(daemon, first, "Finished");
    pass(Duration.ofSeconds(10));
    assertThat(ledger()).isEmpty();
    long running = engine.job("long", null);
    long second = engine.job("short", null);
    engine.tickUntil(daemon, second, "Finished");
    assertThat(ledger()).as("the claim of all").contains(running, second);
    pass(Duration.ofSeconds(10));
    assertThat(ledger()).as("one of two has ended").containsExactly(running, second);
    end.countDown();
    engine.tickUntil(daemon, running, "Finished");
    pass(Duration.ofSeconds(10));
    assertThat(ledger()).isEmpty();
  }

  private long[] ledger() throws Exception {
    return engine.rows("select unnest(ids) id from gvp_jobs.claim_ledger order by 1").stream()
        .mapToLong(row -> Long.parseLong(row.get("id")))
        .toArray();
  }
}
