package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Never more jobs of a type, or of a concurrency key, are Started than the rules allow. */
class ConcurrencyLimitTest {
  private static final JobTypeKey TYPE = new JobTypeKey("Custom", Engine.TYPE);
  private static final int KEYS = 4;
  private static final int TYPE_LIMIT = 5;
  private static final int KEY_LIMIT = 2;

  private final Queue<CompletableFuture<ActionResult>> working = new ConcurrentLinkedQueue<>();
  private Engine engine;
  private Connection watch; // one for all the many questions: logging in is what takes the time

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    Migrations.apply(engine.database.dataSource());
    watch = engine.database.dataSource().getConnection();
  }

  @AfterEach
  void stop() throws Exception {
    letAllEnd();
    watch.close();
    engine.close();
  }

  private void letAllEnd() {
    for (var next = working.poll(); next != null; next = working.poll()) {
      next.complete(ActionResult.done());
    }
  }

  private void rule(String rule, int value) throws Exception {
    engine.execute(
        "select gvp_jobs.set_rule('Custom', '%s', %d, custom_type => '%s')"
            .formatted(rule, value, Engine.TYPE));
  }

  private long keyed(String key) throws Exception {
    NewJob job = NewJob.of("job of " + key, TYPE).withRunAt(engine.clock.instant());
    return new PgJobRegister(engine.database.dataSource())
        .create(watch, job.withConcurrencyKey(key));
  }

  /** A daemon whose actions last until the test ends them. */
  private Daemon daemon(String node) throws Exception {
    Daemon daemon = engine.daemon(node);
    Engine.deploy(
        daemon,
        (action, context) -> {
          CompletableFuture<ActionResult> result = new CompletableFuture<>();
          working.add(result);
          return result.get();
        },
        "concurrency",
        4);
    return daemon;
  }

  private long started(String where) {
    return engine.number("select count(*) from gvp_jobs.job where status = 'Started' and " + where);
  }

  /** How many jobs are Started, by their key; those without under an empty one. */
  private Map<String, Integer> started() throws Exception {
    Map<String, Integer> started = new HashMap<>();
    try (Statement statement = watch.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(concurrency_key, ''), count(*) from gvp_jobs.job"
                    + " where status = 'Started' group by 1")) {
      while (row.next()) {
        started.put(row.getString(1), row.getInt(2));
      }
    }
    return started;
  }

  private void endOne(ActionResult how) {
    Await.until(() -> "an action", () -> !working.isEmpty());
    working.remove().complete(how);
  }

  @Test
  void jobs_with_one_key_run_one_at_a_time_in_their_order_and_others_pass_them() throws Exception {
    Daemon daemon = daemon("n1");
    long first = keyed("k");
    long second = keyed("k");
    long other = keyed("other");
    long free = engine.job("free", null);
    daemon.tick();
    assertThat(List.of(engine.status(first), engine.status(second)))
        .containsExactly("Started", "Waiting");
    assertThat(List.of(engine.status(other), engine.status(free))).containsOnly("Started");
    letAllEnd();
    engine.tickUntil(daemon, first, "Finished");
    engine.tickUntil(daemon, second, "Started");
    endOne(ActionResult.done());
    engine.tickUntil(daemon, second, "Finished");
  }

  @Test
  void a_higher_limit_of_a_key_lets_the_next_in_with_the_next_heartbeat() throws Exception {
    Daemon daemon = daemon("n1");
    long[] jobs =
        new PgJobRegister(engine.database.dataSource())
            .createAll(
                List.of(
                    NewJob.of("first", TYPE).withConcurrencyKey("k"),
                    NewJob.of("second", TYPE).withConcurrencyKey("k"),
                    NewJob.of("third", TYPE).withConcurrencyKey("k")));
    engine.clock.advance(Duration.ofMinutes(5));
    daemon.tick();
    daemon.tick();
    assertThat(started("true")).isEqualTo(1);
    rule("KeyConcurrencyLimit", 2);
    daemon.tick();
    assertThat(started("true")).isEqualTo(2);
    assertThat(engine.status(jobs[2])).isEqualTo("Waiting");
  }

  @Test
  void a_retry_a_stop_and_a_lost_daemon_give_the_key_to_the_next() throws Exception {
    Daemon daemon = daemon("n1");
    long first = keyed("k");
    long second = keyed("k");
    engine.tickUntil(daemon, first, "Started");
    endOne(ActionResult.retry("later"));
    engine.tickUntil(daemon, second, "Started");
    assertThat(engine.status(first)).isEqualTo("Error");
    long third = keyed("k");
    engine.execute("select gvp_jobs.stop_job(" + second + ")");
    engine.tickUntil(daemon, second, "Started");
    endOne(ActionResult.later(engine.clock.instant().plusSeconds(600), null));
    engine.tickUntil(daemon, second, "Stopped");
    engine.tickUntil(daemon, third, "Started");
    engine.clock.advance(Duration.ofSeconds(20));
    Daemon other = daemon("n2");
    engine.execute("select gvp_jobs.resume_job(" + second + ")");
    Await.until(
        () -> "the third to be rescued and one of the key to be started",
        () -> {
          other.tick();
          return started("concurrency_key = 'k' and node = 'n2'") == 1;
        });
    assertThat(started("true")).isEqualTo(1);
  }

  @Test
  void the_type_s_limit_holds_over_all_daemons_and_counts_what_was_started_before_the_rule()
      throws Exception {
    List<Daemon> daemons = List.of(daemon("n1"), daemon("n2"));
    engine.job("before the rule", null);
    daemons.get(0).tick();
    rule("ConcurrencyLimit", 3);
    for (int i = 0; i < 10; i++) {
      engine.job("job " + i, null);
    }
    engine.clock.advance(Duration.ofSeconds(6));
    for (int ended = 0; ended < 11; ended++) {
      int left = 11 - ended;
      Await.until(
          () -> Math.min(3, left) + " started, but " + started("true"),
          () -> {
            daemons.forEach(Daemon::tick);
            assertThat(started("true")).isLessThanOrEqualTo(3);
            return started("true") == Math.min(3, left) && working.size() == Math.min(3, left);
          });
      endOne(ActionResult.done());
      long now = ended + 1;
      Await.until(
          () -> now + " finished",
          () ->
              engine.number("select count(*) from gvp_jobs.job where status = 'Finished'") == now);
    }
  }

  @Test
  void a_producer_s_open_transaction_holds_up_neither_an_end_nor_an_admission() throws Exception {
    Daemon daemon = daemon("n1");
    long first = keyed("k");
    long second = keyed("k");
    engine.tickUntil(daemon, first, "Started");
    try (Connection producer = engine.database.dataSource().getConnection();
        Statement statement = producer.createStatement()) {
      producer.setAutoCommit(false);
      statement.execute(
          "select gvp_jobs.create_job('open', 'Custom', custom_type => '%s', concurrency_key => 'k')"
              .formatted(Engine.TYPE));
      endOne(ActionResult.done());
      engine.tickUntil(daemon, first, "Finished");
      engine.tickUntil(daemon, second, "Started");
      producer.rollback();
    }
  }

  @Test
  void blocked_jobs_leave_the_claim_index_and_claims_stay_hot() throws Exception {
    engine.execute(
        "select count(gvp_jobs.create_job('blocked', 'Custom', custom_type => '%s', run_at => '%s',"
                .formatted(Engine.TYPE, engine.clock.instant())
            + " concurrency_key => 'k', priority => 0)) from generate_series(1, 5000)");
    Daemon daemon = daemon("n1");
    List<Long> free = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      free.add(engine.job("free " + i, null));
    }
    engine.execute("vacuum analyze gvp_jobs.job_open");
    daemon.tick();
    assertThat(started("concurrency_key = 'k'")).isEqualTo(1);
    assertThat(free).allSatisfy(job -> assertThat(engine.status(job)).isEqualTo("Started"));
    Await.until(
        () ->
            engine.rows("select * from pg_stat_user_tables where relname = 'job_open'").toString(),
        () ->
            engine.number(
                    "select n_tup_hot_upd from pg_stat_user_tables where relname = 'job_open'")
                == 6);
    assertThat(
            engine.number("select n_tup_upd from pg_stat_user_tables where relname = 'job_open'"))
        .as("six claims, and the admission, which is not HOT")
        .isEqualTo(7);
    StringBuilder plan = new StringBuilder();
    engine
        .rows(
            "explain (analyze, buffers) select o.ctid from gvp_jobs.job_open o where o.type_id = 1"
                + " and not o.suspect and not o.blocked and o.priority = 0 and o.run_at <= now()"
                + " and o.owner is null order by o.run_at, o.id limit 10")
        .forEach(row -> plan.append(row.values()).append('\n'));
    assertThat(plan.toString())
        .contains("job_open_claim")
        .doesNotContain("Seq Scan")
        .doesNotContain("Rows Removed by Filter: 4");
  }

  @Test
  void no_random_run_of_several_daemons_exceeds_a_limit_and_every_job_comes_through()
      throws Exception {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("ConcurrencyLimitTest seed " + seed);
    Random random = new Random(seed);
    rule("ConcurrencyLimit", TYPE_LIMIT);
    rule("KeyConcurrencyLimit", KEY_LIMIT);
    rule("RetryLimit", 1000);
    List<Daemon> daemons = new ArrayList<>(List.of(daemon("n0"), daemon("n1"), daemon("n2")));
    List<Long> jobs = new ArrayList<>();
    for (int step = 0; step < 250; step++) {
      step(random, daemons, jobs);
      Map<String, Integer> started = started();
      assertThat(started.values().stream().mapToInt(Integer::intValue).sum())
          .as("%s, seed %s, step %s", started, seed, step)
          .isLessThanOrEqualTo(TYPE_LIMIT);
      started.remove("");
      assertThat(started.values())
          .as("%s, seed %s, step %s", started, seed, step)
          .allSatisfy(ofKey -> assertThat(ofKey).isLessThanOrEqualTo(KEY_LIMIT));
    }
    engine.execute("select gvp_jobs.resume_job(id) from gvp_jobs.job where status = 'Stopped'");
    Await.until(
        () ->
            "seed "
                + seed
                + ": "
                + engine.rows(
                    "select * from gvp_jobs.job where status not in ('Finished', 'Fail')"),
        () -> {
          letAllEnd();
          engine.clock.advance(Duration.ofSeconds(4));
          daemons.forEach(Daemon::tick);
          return engine.number("select count(*) from gvp_jobs.job_open") == 0;
        });
    daemons.get(0).tick();
    assertThat(engine.number("select count(*) from gvp_jobs.key_change")).isZero();
    assertThat(engine.number("select count(*) from gvp_jobs.job where status = 'Finished'"))
        .isEqualTo(
            jobs.size() - engine.number("select count(*) from gvp_jobs.job where status = 'Fail'"));
  }

  private void step(Random random, List<Daemon> daemons, List<Long> jobs) throws Exception {
    switch (random.nextInt(12)) {
      case 0, 1 -> jobs.add(keyed("k" + random.nextInt(KEYS)));
      case 2 -> jobs.add(keyed(null));
      case 3, 4, 5 -> {
        CompletableFuture<ActionResult> one = working.poll();
        if (one != null) {
          one.complete(result(random));
        }
      }
      case 6 -> {
        engine.clock.advance(Duration.ofSeconds(random.nextInt(9)));
        daemons.forEach(Daemon::tick); // they keep their leases
      }
      case 7 -> operate(random, jobs);
      case 8 -> {
        if (random.nextInt(4) == 0) { // lost: never ticked again
          daemons.set(random.nextInt(daemons.size()), daemon("n" + random.nextInt()));
        }
      }
      default -> daemons.get(random.nextInt(daemons.size())).tick();
    }
  }

  private ActionResult result(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> ActionResult.retry("again");
      case 1 -> ActionResult.failed("NO", "no");
      case 2 -> ActionResult.later(engine.clock.instant().plusSeconds(random.nextInt(20)), null);
      default -> ActionResult.done();
    };
  }

  private void operate(Random random, List<Long> jobs) throws Exception {
    if (jobs.isEmpty()) {
      return;
    }
    long job = jobs.get(random.nextInt(jobs.size()));
    try (Statement statement = watch.createStatement()) {
      statement.execute(
          """
          select case when status in ('Waiting', 'Error', 'Started') then gvp_jobs.stop_job(id)
                      when status = 'Stopped' then gvp_jobs.resume_job(id)
                      when status = 'Fail' then gvp_jobs.redrive_job(id) end
          from gvp_jobs.job where id = %d
          """
              .formatted(job));
    } catch (SQLException e) { // it has ended on a daemon's thread since it was looked at
      assertThat(e.getMessage()).contains("stop_job: job " + job + " has ended");
    }
  }
}
