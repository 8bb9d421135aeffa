package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.Hostile;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.Test;

/**
 * Agents that say whatever can be said in every place where they are asked: each of their jobs
 * ends, by the rules. To repeat a run: {@code -Dgvp.jobs.test.seed=…}.
 */
class HostileAgentTest {
  private static final int JOBS = Integer.getInteger("gvp.jobs.test.hostileJobs", 80);
  private static final Set<String> ENDED = Set.of("Finished", "Fail");

  @Test
  void whatever_an_agent_says_every_job_ends() throws Exception {
    long seed = Long.getLong("gvp.jobs.test.seed", new Random().nextLong());
    System.out.println("HostileAgentTest: -Dgvp.jobs.test.seed=" + seed);
    try (Engine engine = new Engine()) {
      Daemon daemon = engine.daemon("n1");
      engine.execute(
          "select gvp_jobs.set_rule('Custom', 'RetryLimit', 3, custom_type => 'test.Work'),"
              + " gvp_jobs.set_rule('Custom', 'DelayToRetry', 1, custom_type => 'test.Work')");
      daemon.tick();
      Engine.deploy(daemon, new HostileAgent(seed, engine));
      List<Long> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        jobs.add(engine.job("job " + i, i % 3 == 0 ? null : Engine.actions(1 + i % 5)));
      }
      Await.until(
          () ->
              "all to end, seed "
                  + seed
                  + ": "
                  + engine.rows(
                      "select j.id, j.status, j.run_at, j.attempts, r.code, r.reason from"
                          + " gvp_jobs.job j left join gvp_jobs.job_run r on r.job_id = j.id where"
                          + " j.status not in ('Finished', 'Fail') order by j.id, r.token desc"
                          + " limit 20"),
          () -> {
            engine.clock.advance(Duration.ofSeconds(4));
            daemon.tick();
            return engine.rows("select distinct status from gvp_jobs.job").stream()
                .allMatch(row -> ENDED.contains(row.get("status")));
          });
      assertThat(
              engine.rows(
                  "select code from gvp_jobs.action_result where length(code) > 100 union all"
                      + " select code from gvp_jobs.job_run where length(code) > 100 or cause ="
                      + " 'rescued'"))
          .isEmpty();
      assertThat(engine.number("select max(attempt) from gvp_jobs.action_result"))
          .as("tries, those put off included")
          .isLessThan(60);
    }
  }

  @Test
  void whatever_an_agent_tells_of_its_progress_the_action_ends() throws Exception {
    try (Engine engine = new Engine()) {
      Daemon daemon = engine.daemon("n1");
      double[] fractions = {Double.NaN, -1e300, Double.POSITIVE_INFINITY, 0.5};
      List<String> notes = List.of("a\u0000b", "\udc00\ud800", "x".repeat(100_000), "\u202e txet");
      Engine.deploy(
          daemon,
          (action, context) -> {
            engine.clock.advance(Duration.ofSeconds(6));
            int no = (int) action.jobId() % 4;
            context.progress(fractions[no], notes.get(no));
            return ActionResult.done();
          });
      for (int i = 0; i < 4; i++) {
        engine.tickUntil(daemon, engine.job("tells", null), "Finished");
      }
      assertThat(
              engine.rows(
                  "select results from gvp_jobs.action_result where status = 'Started' order by job_id"))
          .extracting(row -> row.get("results"))
          .containsExactly(
              "{\"progress\": 0}", "{\"progress\": 1}", "{\"progress\": 0.5}", "{\"progress\": 0}");
    }
  }

  /** Decides by seed, job, action and attempt, so that threads do not matter. */
  private static final class HostileAgent implements Agent, Planner {
    private final long seed;
    private final Engine engine;

    HostileAgent(long seed, Engine engine) {
      this.seed = seed;
      this.engine = engine;
    }

    @Override
    public void plan(Job job, ActionSink sink) throws Exception {
      Random random = new Random(seed ^ job.id() << 20 ^ job.attempts());
      Hostile hostile = new Hostile(random);
      if (random.nextInt(3) == 0) {
        rethrow(hostile.thrown());
      }
      for (int i = random.nextInt(4); i >= 0; i--) {
        sink.add(
            random.nextBoolean()
                ? NewAction.of("Fine").withLabel(hostile.text())
                : new NewAction(
                    hostile.text(),
                    hostile.text(),
                    hostile.text(),
                    hostile.text(),
                    hostile.json(),
                    hostile.text()));
      }
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) throws Exception {
      Random random =
          new Random(
              seed ^ action.jobId() << 20 ^ (long) action.actionNo() << 10 ^ context.attempt());
      Hostile hostile = new Hostile(random);
      switch (random.nextInt(8)) {
        case 0 -> context.checkpoint(hostile.json());
        case 1 -> context.parameters(Void.class);
        default -> {}
      }
      return switch (random.nextInt(7)) {
        case 0 -> ActionResult.failed(hostile.text(), hostile.text());
        case 1 -> ActionResult.retry(hostile.text());
        case 2 -> ActionResult.retry(hostile.text(), sooner(random));
        case 3 -> ActionResult.later(sooner(random), hostile.json());
        case 4 -> rethrow(hostile.thrown());
        case 5 -> null;
        default -> ActionResult.done(hostile.json());
      };
    }

    private Instant sooner(Random random) {
      return random.nextBoolean() ? Instant.MIN : engine.clock.instant();
    }

    private static ActionResult rethrow(Throwable thrown) throws Exception {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }
}
