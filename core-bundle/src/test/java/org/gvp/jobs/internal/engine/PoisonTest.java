package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that take their daemons down, and those that only happened to be there. */
class PoisonTest {
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<Long> killers = ConcurrentHashMap.newKeySet();
  private final List<Long> begun = new CopyOnWriteArrayList<>();
  private Engine engine;
  private int daemons;

  @BeforeEach
  void start() {
    engine = new Engine();
    Migrations.apply(engine.database.dataSource());
  }

  @AfterEach
  void stop() {
    end.countDown();
    engine.close();
  }

  /** A daemon on which killers never come back: whoever sees that ticks it no more. */
  private Daemon daemon() throws Exception {
    Daemon daemon = engine.daemon("n" + ++daemons);
    Engine.deploy(daemon, (action, context) -> perform(action), "concurrency", 1);
    return daemon;
  }

  private ActionResult perform(JobAction action) throws InterruptedException {
    begun.add(action.jobId());
    if (killers.contains(action.jobId()) && !"harmless".equals(action.label())) {
      end.await();
    }
    return ActionResult.done();
  }

  private long killer(String name, String actions) {
    long job = engine.job(name, actions);
    killers.add(job);
    return job;
  }

  /** Ticks a new daemon until it performs the job, and then lets it die. */
  private void dieOf(long job) throws Exception {
    Daemon daemon = daemon();
    begun.clear();
    Await.until(
        () -> "job " + job + " to be begun, but only " + begun + " " + history(job),
        () -> {
          daemon.tick();
          return begun.contains(job) && engine.status(job).equals("Started");
        });
    engine.clock.advance(Duration.ofSeconds(20));
  }

  private String history(long job) {
    return engine.text(
        "select string_agg(to_status || ' ' || cause, ', ' order by token) from"
            + " gvp_jobs.job_run where ended_at is not null and job_id = "
            + job);
  }

  private String crashes(long job) {
    return engine.text(
        "select suspect || ' ' || losses || ' ' || crashes from gvp_jobs.job where id = " + job);
  }

  /** As after so many lost daemons. */
  private void lost(int daemons, long... jobs) throws Exception {
    for (long job : jobs) {
      engine.execute(
          "update gvp_jobs.job_open set losses = %d where id = %d".formatted(daemons, job));
    }
  }

  private List<Long> held() throws Exception {
    return engine.rows("select id from gvp_jobs.job where status = 'Started' order by id").stream()
        .map(row -> Long.valueOf(row.get("id")))
        .toList();
  }

  @Test
  void the_third_daemon_that_a_suspect_takes_down_alone_makes_it_fail_and_says_which_action()
      throws Exception {
    long job =
        killer("bad", "[{\"label\": \"harmless\"}, {\"label\": \"leak\"}, {\"label\": \"after\"}]");
    dieOf(job);
    Await.until(
        () -> "the result of the harmless action",
        () -> engine.number("select count(*) from gvp_jobs.action_result") == 1);
    Daemon survivor = engine.daemon("survivor");
    for (int losses = 1; losses <= 5; losses++) {
      survivor.tick();
      assertThat(crashes(job)).isEqualTo("true " + losses + " " + Math.max(0, losses - 3));
      dieOf(job);
    }
    survivor.tick();
    assertThat(engine.status(job)).isEqualTo("Fail");
    assertThat(history(job)).isEqualTo("Error rescued, ".repeat(5) + "Fail poison");
    assertThat(crashes(job)).isEqualTo("false 0 3");
    assertThat(
            engine.text(
                "select code || ': ' || reason from gvp_jobs.job_run where cause = 'poison'"))
        .startsWith("POISON: each time action #2 leak was performed its daemon was lost, 3 times")
        .endsWith("redrive_job(" + job + ")");
    assertThat(
            engine.text(
                "select string_agg(status || coalesce(' ' || code, ''), ', ' order by action_no)"
                    + " from gvp_jobs.job_action where job_id = "
                    + job))
        .isEqualTo("Finished, Fail POISON, Waiting INTERRUPTED");
  }

  @Test
  void a_redriven_poison_starts_with_a_clean_count_and_may_finish() throws Exception {
    long job = killer("bad", null);
    for (int loss = 1; loss <= 6; loss++) {
      dieOf(job);
    }
    Daemon daemon = daemon();
    engine.tickUntil(daemon, job, "Fail");
    engine.execute("select gvp_jobs.redrive_job(" + job + ")");
    assertThat(crashes(job)).isEqualTo("false 0 0");
    killers.clear();
    engine.catchUp();
    engine.tickUntil(daemon, job, "Finished");
  }

  @Test
  void a_listing_that_takes_its_daemon_down_is_poison_too() throws Exception {
    CountDownLatch[] listing = new CountDownLatch[6];
    long job =
        engine.number(
            "insert into gvp_jobs.job_open (id, run_at, type_id, status, priority, unusual) select"
                + " nextval('gvp_jobs.job_id'), '%s', gvp_jobs.job_type_id('Custom', '%s'),"
                    .formatted(engine.clock.instant(), Engine.TYPE)
                + " 'Creating', 5, true returning id");
    engine.execute(
        "insert into gvp_jobs.job_detail (id, created_at, name) values (%d, now(), 'planned')"
            .formatted(job));
    for (int i = 0; i < 6; i++) {
      listing[i] = new CountDownLatch(1);
      Daemon daemon = engine.daemon("n" + i);
      Engine.deploy(daemon, new HangingPlanner(listing[i], end));
      daemon.tick();
      listing[i].await();
      engine.clock.advance(Duration.ofSeconds(20));
    }
    engine.daemon("survivor").tick();
    assertThat(engine.status(job)).isEqualTo("Fail");
    assertThat(history(job)).isEqualTo("Creating rescued, ".repeat(5) + "Fail poison");
  }

  /** Never comes to the end of its list. */
  private record HangingPlanner(CountDownLatch listing, CountDownLatch end)
      implements Agent, Planner {
    @Override
    public void plan(Job job, ActionSink sink) throws InterruptedException {
      listing.countDown();
      end.await();
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) {
      return ActionResult.done();
    }
  }

  @Test
  void a_daemon_lost_before_it_begins_a_suspect_does_not_count() throws Exception {
    long occupier = killer("occupies the only thread", null);
    long job = engine.job("suspect that is never begun", null);
    engine.execute(
        "update gvp_jobs.job_open set losses = 5, crashes = 2, run_at = 'infinity' where id = "
            + job);
    Daemon daemon = daemon();
    engine.tickUntil(daemon, occupier, "Started");
    Await.until(() -> "the occupier", () -> begun.contains(occupier));
    engine.execute(
        "update gvp_jobs.job_open set run_at = '%s' where id = %d"
            .formatted(engine.clock.instant(), job));
    engine.tickUntil(daemon, job, "Started");
    engine.clock.advance(Duration.ofSeconds(20));
    engine.daemon("rescuer").tick();
    assertThat(history(job)).isEqualTo("Error rescued");
    assertThat(crashes(job)).isEqualTo("true 6 2");
    assertThat(begun).doesNotContain(job);
  }

  @Test
  void innocent_jobs_that_a_killer_has_dragged_along_come_through() throws Exception {
    long job = killer("bad", null);
    List<Long> innocent = new CopyOnWriteArrayList<>();
    Daemon first = engine.daemon("first");
    Engine.deploy(first, (action, context) -> perform(action), "concurrency", 10);
    for (int i = 0; i < 15; i++) {
      innocent.add(engine.job("innocent " + i, i % 2 == 0 ? null : Engine.actions(2)));
    }
    killers.addAll(innocent); // so that all of them are held when the first daemon dies
    first.tick();
    Await.until(() -> "the killer", () -> begun.contains(job) && begun.size() >= 10);
    killers.removeAll(innocent);
    engine.clock.advance(Duration.ofSeconds(20));
    for (int loss = 2; loss <= 6; loss++) {
      dieOf(job);
    }
    Daemon survivor = daemon();
    for (long each : innocent) {
      engine.tickUntil(survivor, each, "Finished");
    }
    assertThat(engine.status(job)).isEqualTo("Fail");
    assertThat(engine.number("select max(crashes) from gvp_jobs.job where id <> " + job)).isZero();
  }

  @Test
  void one_suspect_is_held_alone_and_the_others_are_not_held_up() throws Exception {
    long first = killer("first", null);
    long second = killer("second", null);
    lost(3, first, second);
    Daemon daemon = engine.daemon("n");
    Engine.deploy(daemon, (action, context) -> perform(action), "concurrency", 2);
    daemon.tick();
    Await.until(() -> "a suspect, at the first tick", () -> begun.size() == 1);
    assertThat(begun).containsExactly(first);
    long ordinary = engine.job("ordinary", Engine.actions(3));
    engine.tickUntil(daemon, ordinary, "Finished");
    assertThat(engine.status(second)).isEqualTo("Waiting");
    killers.clear();
    end.countDown();
    engine.tickUntil(daemon, first, "Finished");
    engine.tickUntil(daemon, second, "Finished");
  }

  @Test
  void the_more_daemons_were_lost_the_fewer_such_jobs_are_held_at_once() throws Exception {
    long[] slight = jobs("slight", 40);
    long[] grave = jobs("grave", 10);
    long[] alone = jobs("alone", 3);
    lost(1, slight);
    lost(2, grave);
    lost(7, alone);
    Daemon daemon = engine.daemon("n");
    Engine.deploy(daemon, (action, context) -> perform(action), "concurrency", 32);
    daemon.tick();
    assertThat(held()).filteredOn(id -> isOneOf(slight, id)).hasSize(32);
    assertThat(held()).filteredOn(id -> isOneOf(grave, id)).hasSize(4);
    assertThat(held()).filteredOn(id -> isOneOf(alone, id)).hasSize(1);
    end.countDown();
    for (long[] jobs : List.of(slight, grave, alone)) {
      for (long job : jobs) {
        engine.tickUntil(daemon, job, "Finished");
      }
    }
  }

  private long[] jobs(String name, int count) throws Exception {
    long[] jobs = new long[count];
    for (int i = 0; i < count; i++) {
      jobs[i] = killer(name + " " + i, null);
    }
    return jobs;
  }

  private static boolean isOneOf(long[] jobs, long id) {
    return LongStream.of(jobs).anyMatch(job -> job == id);
  }

  @Test
  void many_jobs_of_a_lost_daemon_are_rescued_at_one_tick_and_run_together() throws Exception {
    engine.execute(
        "select gvp_jobs.create_jobs(jsonb_agg(jsonb_build_object('name', i::text, 'job_type',"
            + " 'Custom', 'custom_type', '%s'))) from generate_series(1, 1200) i"
                .formatted(Engine.TYPE));
    Daemon lost = engine.daemon("lost");
    Engine.deploy(lost, (action, context) -> perform(action), "concurrency", 600);
    engine.execute("update gvp_jobs.job_open set run_at = '%s'".formatted(engine.clock.instant()));
    engine.rows("select id from gvp_jobs.job").forEach(r -> killers.add(Long.valueOf(r.get("id"))));
    Await.until(
        () -> "all jobs with the daemon that will be lost",
        () -> {
          lost.tick();
          return held().size() == 1200;
        });
    killers.clear();
    engine.clock.advance(Duration.ofSeconds(20));
    Daemon survivor = engine.daemon("survivor");
    survivor.tick();
    assertThat(engine.number("select count(*) from gvp_jobs.job where suspect")).isEqualTo(1200);
    Engine.deploy(survivor, (action, context) -> perform(action), "concurrency", 10);
    Await.until(
        () -> "all jobs to finish",
        () -> {
          survivor.tick();
          return engine.number("select count(*) from gvp_jobs.job where status <> 'Finished'") == 0;
        });
  }

  @Test
  void a_suspect_is_claimed_though_its_agent_is_full_of_other_jobs() throws Exception {
    Daemon daemon = daemon();
    for (int i = 0; i < 5; i++) {
      killer("full " + i, null);
    }
    daemon.tick();
    long suspect = engine.job("suspect", null);
    lost(1, suspect);
    daemon.tick();
    assertThat(engine.status(suspect)).isEqualTo("Started");
  }

  @Test
  void an_orderly_end_of_its_run_clears_a_suspect() throws Exception {
    Daemon daemon = engine.daemon("n");
    Engine.deploy(daemon, (action, context) -> ActionResult.retry("not yet"));
    long job = engine.job("flaky", Engine.actions(1));
    engine.execute("update gvp_jobs.job_open set losses = 4, crashes = 2");
    engine.tickUntil(daemon, job, "Error");
    assertThat(crashes(job)).isEqualTo("false 0 0");
  }
}
