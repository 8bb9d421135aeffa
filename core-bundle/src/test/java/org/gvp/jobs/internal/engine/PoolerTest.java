package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.heartbeat.Heartbeat;
import org.gvp.jobs.internal.schedule.JobScheduler;
import org.gvp.jobs.internal.schedule.ScheduleFile;
import org.gvp.jobs.internal.schedule.ScheduleRegistry;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.PgJobQuery;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.internal.store.SchemaConfig;
import org.gvp.jobs.internal.testsupport.Login;
import org.gvp.jobs.internal.testsupport.PgBouncer;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons with an app login, whose connections all lead through PgBouncer in transaction mode. */
class PoolerTest {
  private static final SchemaConfig POOLED = new SchemaConfig("gvp_jobs_", true);
  private static final JobTypeKey TYPE = JobTypeKey.custom(Engine.TYPE);

  private Engine engine;
  private Login app;
  private PgBouncer bouncer;

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    app = new Login(engine.database, "app", "");
    bouncer = new PgBouncer(engine.database, app);
    Migrations.apply(engine.database.dataSource());
    Login.run(engine.database.dataSource(), "grant gvp_jobs_daemon to %s", app.name());
  }

  @AfterEach
  void stop() throws Exception {
    engine.closeDaemons();
    if (bouncer != null) {
      bouncer.close();
    }
    app.close();
    engine.close();
  }

  private Daemon daemon(String node) throws SQLException {
    return engine.daemon(node, bouncer.dataSource(app), POOLED, database -> List.of());
  }

  @Test
  void two_daemons_finish_copied_jobs_with_and_without_actions_and_try_again() throws Exception {
    Daemon one = daemon("one");
    Daemon two = daemon("two");
    for (Daemon daemon : List.of(one, two)) {
      Engine.deploy(
          daemon,
          (action, context) ->
              context.attempt() == 1 && "flaky".equals(action.label())
                  ? ActionResult.retry("first")
                  : ActionResult.done("{}"));
    }
    List<NewJob> jobs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      NewJob job = NewJob.of("job " + i, TYPE).withRunAt(engine.clock.instant());
      jobs.add(
          i % 3 == 0
              ? job.withActions(List.of(NewAction.of("t"), NewAction.of("t").withLabel("flaky")))
              : job);
    }
    new PgJobRegister(one.database().general()).createAll(jobs);
    engine.tickUntilCount("Error", 100, one, two);
    engine.clock.advance(Duration.ofMinutes(2));
    engine.tickUntilCount("Finished", 300, one, two);
    assertThat(engine.number("select count(*) from gvp_jobs.job_action where attempt > 2"))
        .isZero();
  }

  @Test
  void the_jobs_of_a_lost_daemon_are_rescued() throws Exception {
    Daemon lost = daemon("lost");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Engine.deploy(
        lost,
        (action, context) -> {
          begun.countDown();
          never.await();
          return ActionResult.done();
        });
    long job = engine.job("rescued", Engine.actions(2));
    engine.tickUntil(lost, job, "Started");
    begun.await();
    Daemon other = daemon("other");
    Engine.deploy(other, (action, context) -> ActionResult.done());
    engine.clock.advance(Duration.ofSeconds(16));
    engine.tickUntil(other, job, "Finished");
    assertThat(
            engine.number(
                "select count(*) from gvp_jobs.job_run where cause = 'rescued' and job_id = "
                    + job))
        .isOne();
  }

  @Test
  void a_schedule_fires_once() throws Exception {
    List<Daemon> daemons = new ArrayList<>();
    for (String node : List.of("one", "two")) {
      ScheduleRegistry files = new ScheduleRegistry();
      files.put(
          ScheduleFile.parse(
                  "hourly",
                  Map.of("job_type", "Custom", "custom_type", Engine.TYPE, "cron", "0 0 * * * ?"))
              .schedule());
      Daemon daemon =
          engine.daemon(
              node,
              bouncer.dataSource(app),
              POOLED,
              database -> {
                JobScheduler scheduler =
                    new JobScheduler(database.general(), node, files, engine.clock);
                return List.of(
                    new Heartbeat.Step("firing schedules", Duration.ZERO, scheduler::tick));
              });
      Engine.deploy(daemon, (action, context) -> ActionResult.done());
      daemon.tick();
      daemons.add(daemon);
    }
    engine.clock.advance(Duration.ofHours(1));
    engine.tickUntilCount("Finished", 1, daemons.toArray(Daemon[]::new));
    assertThat(engine.number("select count(*) from gvp_jobs.job")).isOne();
  }

  @Test
  void questions_are_limited_and_leave_no_setting_behind() throws Exception {
    Daemon daemon = daemon("one");
    DataSource readers = daemon.database().readers();
    long job = engine.job("seen", null);
    assertThat(new PgJobQuery(readers).find(job)).isPresent();
    try (Connection connection = readers.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(show(statement, "statement_timeout")).isEqualTo("1s");
      assertThatThrownBy(() -> statement.execute("select pg_sleep(5)"))
          .hasMessageContaining("statement timeout");
    }
    try (Connection connection = readers.getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("delete from gvp_jobs.action"))
          .hasMessageContaining("read-only transaction");
    }
    for (int i = 0; i < 20; i++) {
      try (Connection connection = daemon.database().general().getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(show(statement, "statement_timeout")).as("try %s", i).isEqualTo("0");
        assertThat(show(statement, "default_transaction_read_only")).isEqualTo("off");
      }
    }
  }

  private static String show(Statement statement, String setting) throws SQLException {
    try (ResultSet row = statement.executeQuery("show " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void an_owner_does_not_migrate_through_the_pooler() throws Exception {
    Login.run(
        engine.database.dataSource(),
        "delete from gvp_jobs.schema_version where version::integer > 5");
    assertThatThrownBy(() -> daemon("one"))
        .hasMessageContaining("straight on the server and not through the pooler");
  }
}
