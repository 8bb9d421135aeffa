package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the actions of a job are listed by its agent. */
class PlanTest {
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
  void a_planner_lists_the_actions_of_a_job_first() {
    Engine.deploy(daemon, new Planned(2_500, new AtomicInteger()));
    long job = engine.job("planned", null);
    engine.tickUntil(daemon, job, "Finished");
    assertThat(
            engine.text(
                "select count(*) || ' ' || min(label) from gvp_jobs.job_action where job_id = "
                    + job))
        .isEqualTo("2500 film 1");
    assertThat(
            engine.rows(
                "select cause from gvp_jobs.job_run where job_id = " + job + " order by token"))
        .extracting(row -> row.get("cause"))
        .containsExactly("planned", "completed");
  }

  @Test
  void a_listing_that_fails_starts_again_from_nothing() {
    Engine.deploy(daemon, new Planned(1_500, new AtomicInteger(1)));
    long job = engine.job("planned", null);
    engine.tickUntil(daemon, job, "Error");
    assertThat(
            engine.text(
                "select count(*) from gvp_jobs.job_action where label is not null and action_no > 0 and job_id = "
                    + job))
        .isEqualTo("0");
    engine.clock.advance(Duration.ofSeconds(70));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.text("select count(*) from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("1500");
  }

  @Test
  void a_listing_that_the_register_could_not_take_costs_no_attempt() throws Exception {
    engine.execute(
        """
        create function public.no_space() returns trigger language plpgsql as $$
        begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end $$;
        create trigger full_disk before insert on gvp_jobs.action execute function public.no_space();
        """);
    Engine.deploy(daemon, new Planned(2_500, new AtomicInteger()));
    long job = engine.job("planned", null);
    engine.tickUntilRuns(daemon, job, 1);
    assertThat(
            engine.rows(
                "select status, attempts, cause, reason from gvp_jobs.job join gvp_jobs.job_run r"
                    + " on r.job_id = job.id where id = "
                    + job))
        .extracting(row -> row.values().toString())
        .containsExactly("[Waiting, 0, handed back, the register was out of reach]");
    engine.execute("drop trigger full_disk on gvp_jobs.action");
    engine.clock.advance(Duration.ofSeconds(5));
    engine.tickUntil(daemon, job, "Finished");
    assertThat(engine.text("select count(*) from gvp_jobs.job_action where job_id = " + job))
        .isEqualTo("2500");
  }

  /** Lists films; its first listings fail half-way. */
  private record Planned(int films, AtomicInteger failures) implements Agent, Planner {
    @Override
    public void plan(Job job, ActionSink sink) {
      for (int i = 1; i <= films; i++) {
        sink.add(NewAction.of("Export").withLabel("film " + i).withReference("Movie", "m" + i));
        if (i == films - 100 && failures.getAndDecrement() > 0) {
          throw new IllegalStateException("half-way");
        }
      }
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) {
      return ActionResult.done();
    }
  }
}
