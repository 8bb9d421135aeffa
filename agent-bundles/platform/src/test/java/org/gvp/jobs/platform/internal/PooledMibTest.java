package org.gvp.jobs.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.mib.Mib;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PooledMibTest {
  private static final ActionResult DONE = ActionResult.done("{\"ok\":true}");

  private final Job job = TestJobs.job(3, JobTypeKey.of("Unit"));
  private final JobAction action = TestJobs.action(job, 1, NewAction.of("Count"));
  private MibDatabase database;

  /** Counts up; a second effect shows. */
  private final Mib.Effect countUp =
      connection -> {
        try (Statement statement = connection.createStatement()) {
          statement.execute("update counter set n = n + 1");
        }
        return DONE;
      };

  @BeforeEach
  void fill() {
    database = new MibDatabase();
    database.execute("create table counter (n integer); insert into counter values (0)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void effect_and_completion_are_one_transaction_in_the_register() throws Exception {
    Mib mib = TestPlatform.mib(database, true);

    assertThat(mib.completeOnce(context(), action, countUp)).isEqualTo(DONE);

    assertThat(count()).isEqualTo("1");
    assertThat(database.value("select results from completed")).isEqualTo("{\"ok\":true}");
    assertThat(database.value("select count(*) from mib.inbox")).isEqualTo("0");
  }

  @Test
  void the_effect_is_taken_back_when_the_job_is_lost() throws Exception {
    Mib mib = TestPlatform.mib(database, true);
    mib.completeOnce(context(), action, countUp);

    assertThatThrownBy(() -> mib.completeOnce(context(), action, countUp))
        .isInstanceOf(JobLostException.class);

    assertThat(count()).isEqualTo("1");
  }

  @Test
  void two_at_once_have_the_effect_once_in_the_register() throws Exception {
    List<Object> outcomes = twoAtOnce(TestPlatform.mib(database, true));

    assertThat(outcomes).contains(DONE).hasAtLeastOneElementOfType(JobLostException.class);
    assertThat(count()).isEqualTo("1");
  }

  @Test
  void two_at_once_have_the_effect_once_on_another_server() throws Exception {
    List<Object> outcomes = twoAtOnce(TestPlatform.mib(database, false));

    assertThat(outcomes).containsExactlyInAnyOrder(DONE, ActionResult.done("{\"already\":true}"));
    assertThat(count()).isEqualTo("1");
  }

  @Test
  void a_repetition_on_another_server_does_nothing_and_is_not_completed_there() throws Exception {
    Mib mib = TestPlatform.mib(database, false);
    TestContext first = context().withKey("film:1");
    mib.completeOnce(first, action, countUp);

    ActionResult second =
        mib.completeOnce(context().withKey("film:1").withAttempt(2, 3), action, countUp);

    assertThat(second).isEqualTo(ActionResult.done("{\"already\":true}"));
    assertThat(count()).isEqualTo("1");
    assertThat(first.finished()).isNull();
    assertThat(database.value("select key || ' ' || job_id || ' ' || action_no from mib.inbox"))
        .isEqualTo("film:1 3 1");
  }

  @Test
  void what_is_not_done_leaves_no_trace() throws Exception {
    for (boolean inRegister : new boolean[] {true, false}) {
      Mib mib = TestPlatform.mib(database, inRegister);
      for (ActionResult result :
          new ActionResult[] {ActionResult.retry("busy"), ActionResult.failed("no", "no"), null}) {
        ActionResult returned =
            mib.completeOnce(
                context(),
                action,
                connection -> {
                  countUp.on(connection);
                  return result;
                });
        assertThat(returned).isEqualTo(result);
      }
      assertThatThrownBy(
              () ->
                  mib.completeOnce(
                      context(),
                      action,
                      connection -> {
                        countUp.on(connection);
                        throw new InterruptedException("stop");
                      }))
          .isInstanceOf(InterruptedException.class);
    }

    assertThat(count()).isEqualTo("0");
    assertThat(database.value("select count(*) from mib.inbox")).isEqualTo("0");
    assertThat(database.value("select count(*) from completed")).isEqualTo("0");
  }

  @Test
  void a_query_ends_where_its_reader_wants_no_more() throws SQLException {
    Mib mib = TestPlatform.mib(database, true);
    List<Integer> numbers = new ArrayList<>();

    mib.query(
        "select g from generate_series(1, ?) g",
        row -> {
          numbers.add(row.getInt(1));
          return numbers.size() < 3;
        },
        1_000_000);

    assertThat(numbers).containsExactly(1, 2, 3);
  }

  private TestContext context() {
    return TestContext.of(job, action).withCompletion(database.completion(3, 1));
  }

  private String count() {
    return database.value("select n from counter");
  }

  private List<Object> twoAtOnce(Mib mib) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CountDownLatch ready = new CountDownLatch(2);
    Callable<ActionResult> attempt =
        () -> {
          ready.countDown();
          ready.await();
          return mib.completeOnce(context(), action, countUp);
        };
    try {
      List<Object> outcomes = new ArrayList<>();
      for (Future<ActionResult> future : threads.invokeAll(List.of(attempt, attempt))) {
        try {
          outcomes.add(future.get());
        } catch (ExecutionException e) {
          outcomes.add(e.getCause());
        }
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }
}
