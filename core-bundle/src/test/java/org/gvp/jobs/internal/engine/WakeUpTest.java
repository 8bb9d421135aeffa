package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.Channel;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job that is due is found without the next look: this daemon looks once an hour. */
class WakeUpTest {
  private final Engine engine = new Engine();
  private final Set<Long> done = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean failing = new AtomicBoolean();
  private Daemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = engine.daemonThatLooks(Duration.ofHours(1));
    Engine.deploy(
        daemon,
        (action, context) -> {
          done.add(action.jobId());
          return failing.get() ? ActionResult.failed("NO", "not now") : ActionResult.done();
        });
    daemon.startLoops();
    // What was due before is found by the look at the start; from then on only words help.
    long first = created("first", "");
    awaitDone(first);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private long created(String name, String more) {
    return engine.number(
        "select gvp_jobs.create_job('%s', 'Custom', custom_type => '%s' %s)"
            .formatted(name, Engine.TYPE, more));
  }

  private void awaitDone(long job) {
    Await.until(() -> "job " + job + " is performed", () -> done.contains(job));
  }

  @Test
  void jobs_created_by_sql_are_found_at_once() {
    awaitDone(created("one", ""));
    awaitDone(
        engine.number(
            "select gvp_jobs.create_jobs('[{\"name\": \"two\", \"job_type\": \"Custom\","
                + " \"custom_type\": \"test.Work\"}]')"));
    long unpublished = created("three", ", publish => false");
    engine.text("select gvp_jobs.publish_job(" + unpublished + ")");
    awaitDone(unpublished);
  }

  @Test
  void jobs_created_by_copy_are_found_at_once() {
    NewJob job = NewJob.of("copied", JobTypeKey.custom(Engine.TYPE));
    for (long id : new PgJobRegister(engine.database.dataSource()).createAll(List.of(job, job))) {
      awaitDone(id);
    }
  }

  @Test
  void a_resumed_job_and_a_redriven_one_are_found_at_once() {
    long later = created("later", ", run_at => now() + interval '1 day'");
    engine.text("select gvp_jobs.stop_job(" + later + ")");
    engine.text("select gvp_jobs.resume_job(" + later + ")");
    awaitDone(later);
    failing.set(true);
    long job = created("fails", "");
    Await.until(() -> "job " + job + " fails", () -> "Fail".equals(engine.status(job)));
    done.clear();
    engine.text("select gvp_jobs.redrive_job(" + job + ")");
    awaitDone(job);
  }

  @Test
  void a_job_that_is_not_due_wakes_nobody() throws Exception {
    try (Database database = new Database(engine.database.dataSource());
        Channel channel = database.listen()) {
      created("tomorrow", ", run_at => now() + interval '1 day'");
      created("unpublished", ", publish => false");
      created("empty", ", actions => '[]'");
      NewJob job =
          NewJob.of("copied", JobTypeKey.custom(Engine.TYPE))
              .withRunAt(engine.clock.instant().plus(Duration.ofDays(1)));
      new PgJobRegister(engine.database.dataSource()).createAll(List.of(job));
      try (Connection connection = engine.database.dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("notify gvp_jobs, 'last'");
      }
      List<String> heard = new ArrayList<>();
      while (!heard.contains("last")) {
        heard.addAll(channel.await(Duration.ofSeconds(30)));
      }
      heard.removeIf(word -> word.startsWith("test ")); // the daemon's own
      assertThat(heard).containsExactly("last");
    }
  }
}
