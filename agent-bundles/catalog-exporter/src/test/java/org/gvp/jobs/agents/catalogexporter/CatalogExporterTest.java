package org.gvp.jobs.agents.catalogexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.internal.TestPlatform;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.gvp.jobs.platform.testsupport.PeerServer;
import org.gvp.jobs.platform.testsupport.PeerServer.Answer;
import org.gvp.jobs.testkit.RecordingSink;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogExporterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final FakeGalNorth catalogue = new FakeGalNorth();
  private final PeerServer server = new PeerServer(catalogue::answer);
  private MibDatabase database;
  private CatalogExporter agent;

  @BeforeEach
  void fill() {
    database = new MibDatabase();
    agent = new CatalogExporter(TestPlatform.mib(database, true), galNorth(Duration.ofSeconds(10)));
    database.execute(
        """
        insert into mib.movie (id, unique_id, title, source, status, last_update) values
          (1, 'M1', 'One', 's', 'Available in Stock', '2026-01-02'),
          (2, 'M2', 'Two', 's', 'Available in Stock', '2026-01-01'),
          (3, 'M3', 'Three', 's', 'Quality Area', '2026-01-01')
        """);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  @Test
  void films_in_stock_that_were_never_accepted_are_listed() throws Exception {
    List<NewAction> actions = plan();

    assertThat(actions).extracting(NewAction::referenceId).containsExactly("2", "1");
    assertThat(actions).extracting(NewAction::label).containsExactly("Two", "One");
    assertThat(actions)
        .allSatisfy(
            action -> {
              assertThat(action.actionType()).isEqualTo("CatalogExporter");
              assertThat(action.mediaType()).isEqualTo("Movie");
              assertThat(action.key()).matches("M[12]:[0-9a-f]{64}");
            });
  }

  @Test
  void a_job_about_one_film_lists_that_one() throws Exception {
    RecordingSink sink = new RecordingSink();

    agent.plan(TestJobs.job(41, job(41).type(), null, "Movie", "1"), sink);

    assertThat(sink.actions()).extracting(NewAction::label).containsExactly("One");
  }

  @Test
  void an_accepted_film_is_listed_again_only_when_its_content_has_changed() throws Exception {
    export(40, 1);
    assertThat(plan()).extracting(NewAction::label).containsExactly("Two");

    database.execute("update mib.movie set last_update = clock_timestamp() where id = 1");
    assertThat(plan()).extracting(NewAction::label).containsExactly("Two");

    database.execute(
        "update mib.movie set title = 'Uno', last_update = clock_timestamp() where id = 1");
    assertThat(plan()).extracting(NewAction::label).containsExactly("Two", "Uno");
  }

  @Test
  void a_film_is_put_noted_and_completed() throws Exception {
    ActionResult result = export(40, 1);

    String hash = catalogue.film("M1").body().path("contentHash").asText();
    assertThat(result)
        .isEqualTo(
            ActionResult.done(
                "{\"version\":1,\"contentHash\":\"%s\",\"replayed\":false}".formatted(hash)));
    assertThat(catalogue.film("M1").key()).isEqualTo("M1:" + hash);
    assertThat(accepted(1)).isEqualTo(hash);
    assertThat(
            database.value(
                "select film_version = m.last_update from mib.catalog_export e join mib.movie m"
                    + " on m.id = e.movie_id"))
        .isEqualTo("t");
    assertThat(database.value("select job_id || ':' || action_no from completed"))
        .isEqualTo("40:1");
  }

  @Test
  void a_film_with_every_odd_field_comes_through() throws Exception {
    database.execute(
        """
        update mib.movie set title = E'L''été "60"\\t🎬', original_title = '', release_date = 'infinity',
          running_time_min = 0, imdb_rating = 'NaN', licence_start = '2026-01-01 01:00+01',
          licence_end = 'infinity', genre = E'a\\nb' where id = 1
        """);

    export(40, 1);

    var body = catalogue.film("M1").body();
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "title", "originalTitle", "runningTimeMin", "genre", "licenceStart", "contentHash");
    assertThat(body.path("title").asText()).isEqualTo("L'été \"60\"\t🎬");
    assertThat(body.path("licenceStart").asText()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void a_title_longer_than_a_label_and_a_unique_id_longer_than_a_key_do_not_stop_the_listing()
      throws Exception {
    database.execute(
        "update mib.movie set title = repeat('t', 300), unique_id = repeat('u', 300) where id = 2");

    assertThat(plan()).extracting(NewAction::referenceId).containsExactly("2", "1");
    assertThat(export(40, 2))
        .isInstanceOfSatisfying(
            ActionResult.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo("invalid-unique-id"));
  }

  @Test
  void what_is_gone_out_of_stock_or_unchanged_is_not_put() throws Exception {
    export(40, 1);
    database.execute("delete from mib.movie where id = 2");

    assertThat(export(41, 1).toString()).contains("\"unchanged\":true");
    assertThat(export(42, 2).toString()).contains("skipped").contains("not in MiB");
    assertThat(export(43, 3).toString()).contains("skipped").contains("not in stock");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void what_was_put_but_not_answered_in_time_is_put_again_with_the_same_key() throws Exception {
    server.behave(
        request -> {
          catalogue.answer(request);
          server.awaitClose();
          return Answer.json(500, "");
        });
    CatalogExporter hasty =
        new CatalogExporter(TestPlatform.mib(database, true), galNorth(Duration.ofMillis(600)));
    JobAction action = action(40, 1);

    assertThat(hasty.perform(action, context(action)))
        .isInstanceOfSatisfying(
            ActionResult.Retry.class,
            retry -> {
              assertThat(retry.reason()).contains("did not answer within 600 ms");
              assertThat(retry.at()).isNull();
            });
    assertThat(accepted(1)).isNull();

    server.behave(catalogue::answer);
    assertThat(agent.perform(action, context(action).withAttempt(2, 3)).toString())
        .contains("\"version\":1")
        .contains("\"replayed\":true");

    assertThat(server.requests())
        .hasSize(2)
        .extracting(request -> request.header("Idempotency-Key"))
        .containsOnly(catalogue.film("M1").key());
    assertThat(accepted(1)).isNotNull();
  }

  @Test
  void trouble_of_the_far_side_is_tried_again_when_it_says() throws Exception {
    server.behave(request -> Answer.json(503, "{}").withHeader("Retry-After", "90"));

    assertThat(export(40, 1))
        .isInstanceOfSatisfying(
            ActionResult.Retry.class,
            retry -> assertThat(retry.at()).isEqualTo(NOW.plusSeconds(90)));
    assertThat(accepted(1)).isNull();
    assertThat(database.value("select count(*) from completed")).isEqualTo("0");
  }

  @Test
  void a_run_that_was_replaced_is_refused() throws Exception {
    JobAction action = action(40, 1);
    agent.perform(action, context(action).withAttempt(2, 5));
    database.execute("update mib.movie set title = 'Uno' where id = 1; delete from completed");

    assertThat(agent.perform(action, context(action).withAttempt(1, 3)))
        .isInstanceOfSatisfying(
            ActionResult.Failed.class, failed -> assertThat(failed.code()).isEqualTo("stale-run"));
    assertThat(catalogue.film("M1").body().path("title").asText()).isEqualTo("One");
  }

  @Test
  void a_film_that_returns_to_an_earlier_content_is_put_again() throws Exception {
    export(40, 1);
    database.execute("update mib.movie set title = 'Uno', last_update = now() where id = 1");
    export(41, 1);
    database.execute("update mib.movie set title = 'One', last_update = now() where id = 1");

    for (boolean inRegister : new boolean[] {true, false}) {
      CatalogExporter tested =
          new CatalogExporter(
              TestPlatform.mib(database, inRegister), galNorth(Duration.ofSeconds(10)));
      JobAction action = action(inRegister ? 42 : 43, 1);
      tested.perform(action, context(action));
    }

    assertThat(catalogue.film("M1").version()).isEqualTo(3);
    assertThat(catalogue.film("M1").body().path("title").asText()).isEqualTo("One");
  }

  @Test
  void a_film_that_the_far_side_does_not_take_fails_with_its_code() throws Exception {
    database.execute("update mib.movie set title = '' where id = 1");

    assertThat(export(40, 1))
        .isInstanceOfSatisfying(
            ActionResult.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo("invalid-film");
              assertThat(failed.reason()).contains("M1").contains("title is missing");
            });
  }

  @Test
  void two_at_once_put_a_film_one_after_the_other() throws Exception {
    server.behave(
        request -> {
          Await.until(() -> "the other to wait or to come", this::theOtherIsHere);
          return catalogue.answer(request);
        });
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CountDownLatch ready = new CountDownLatch(2);
    try {
      List<Future<ActionResult>> results =
          threads.invokeAll(
              List.of(40L, 41L).stream()
                  .<Callable<ActionResult>>map(
                      job ->
                          () -> {
                            ready.countDown();
                            ready.await();
                            return export(job, 1);
                          })
                  .toList());
      assertThat(List.of(results.get(0).get().toString(), results.get(1).get().toString()))
          .anySatisfy(result -> assertThat(result).contains("\"replayed\":false"))
          .anySatisfy(result -> assertThat(result).contains("\"unchanged\":true"));
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requests()).hasSize(1);
  }

  private boolean theOtherIsHere() {
    return server.requests().size() > 1
        || database
            .value(
                "select exists (select from pg_locks l join pg_database d on d.oid = l.database"
                    + " where d.datname = current_database() and l.locktype = 'advisory'"
                    + " and not l.granted)")
            .equals("t");
  }

  @Test
  void nothing_is_noted_when_the_job_is_lost() throws Exception {
    database.execute("insert into completed values (40, 1, null)");

    assertThatThrownBy(() -> export(40, 1)).isInstanceOf(JobLostException.class);

    assertThat(accepted(1)).isNull();
  }

  @Test
  void a_stop_is_heard_before_anything_is_put() throws Exception {
    JobAction action = action(40, 1);
    TestContext context = context(action);
    context.requestStop();

    assertThat(agent.perform(action, context)).isEqualTo(ActionResult.later(NOW));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void an_interruption_ends_the_wait_for_the_far_side() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    server.behave(
        request -> {
          arrived.countDown();
          server.awaitClose();
          return Answer.json(500, "");
        });
    CatalogExporter patient =
        new CatalogExporter(TestPlatform.mib(database, true), galNorth(Duration.ofMinutes(2)));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    JobAction action = action(40, 1);
    Thread thread =
        new Thread(
            () -> {
              try {
                patient.perform(action, context(action));
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    thread.start();
    arrived.await();
    thread.interrupt();
    thread.join(20_000);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(accepted(1)).isNull();
  }

  @Test
  void an_action_without_film_fails_with_the_cure() throws Exception {
    JobAction action =
        TestJobs.action(job(40), 0, NewAction.of(null).withReference("Purchase", "1"));

    assertThat(agent.perform(action, context(action)))
        .isInstanceOfSatisfying(
            ActionResult.Failed.class,
            failed -> assertThat(failed.reason()).contains("create the job without actions"));
  }

  private GalNorth galNorth(Duration timeout) {
    return TestPlatform.galNorth(server.url(), timeout, CLOCK);
  }

  private List<NewAction> plan() throws Exception {
    RecordingSink sink = new RecordingSink();
    agent.plan(job(39), sink);
    return sink.actions();
  }

  private static Job job(long id) {
    return TestJobs.job(id, JobTypeKey.of("ProductsIntegrationCatalogExporter"));
  }

  private static JobAction action(long job, long film) {
    return TestJobs.action(
        job(job), 1, NewAction.of("CatalogExporter").withReference("Movie", Long.toString(film)));
  }

  private TestContext context(JobAction action) {
    return TestContext.of(job(action.jobId()), action)
        .withClock(CLOCK)
        .withCompletion(database.completion(action.jobId(), action.actionNo()));
  }

  private ActionResult export(long job, long film) throws Exception {
    JobAction action = action(job, film);
    return agent.perform(action, context(action));
  }

  private String accepted(long film) {
    return database.value("select content_hash from mib.catalog_export where movie_id = " + film);
  }
}
