package org.gvp.jobs.agents.updatepurchases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.gvp.jobs.platform.internal.TestPlatform;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.gvp.jobs.testkit.RecordingSink;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdatePurchasesTest {
  private static final ActionResult ALREADY = ActionResult.done("{\"already\":true}");
  private static final ActionResult TO_ACTIVE =
      ActionResult.done("{\"from\":\"Trial\",\"to\":\"Active\"}");

  private final Job job =
      TestJobs.job(40, JobTypeKey.of("ProductsIntegrationUpdatePurchases"), null);
  private MibDatabase database;
  private UpdatePurchases agent;
  private UpdatePurchases remoteAgent;

  @BeforeEach
  void fill() {
    database = new MibDatabase();
    database.execute(
        """
        insert into mib.gvp_users (id, unique_id, name, email, status, user_type, service_type,
          changed_at)
        values (1, 'U-1', 'Ana Ruiz', 'ana@example.org', 'Active', 'Telefonica', 'OTT', '2020-01-01')
        """);
    agent = new UpdatePurchases(TestPlatform.mib(database, true));
    remoteAgent = new UpdatePurchases(TestPlatform.mib(database, false));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void only_what_is_due_is_listed_and_the_longest_due_first() throws Exception {
    purchase(1, 10, "'2026-01-02 03:04:05.000006+00'");
    purchase(2, 10, "clock_timestamp() + interval '1 day'");
    purchase(3, 10, "null");
    purchase(4, 10, "'infinity'");
    purchase(5, 8, "null");
    purchase(6, 8, "'2026-01-01 00:00:00+00'");
    purchase(7, 8, "clock_timestamp() + interval '1 minute'");
    purchase(8, 9, "'2020-01-01'");
    purchase(9, 4, "'2020-01-01'");

    assertThat(plan(null))
        .containsExactly(
            NewAction.of("UpdateCancellingPurchases")
                .withLabel("Cancellation of Gold for U-1")
                .withReference("Purchase", "5")
                .withKey("5:8:none")
                .withParameters("{\"from\":8,\"to\":4,\"dateEnd\":null}"),
            NewAction.of("UpdateCancellingPurchases")
                .withLabel("Cancellation of Gold for U-1")
                .withReference("Purchase", "6")
                .withKey("6:8:2026-01-01T00:00:00.000000Z")
                .withParameters(
                    "{\"from\":8,\"to\":4,\"dateEnd\":\"2026-01-01T00:00:00.000000Z\"}"),
            NewAction.of("UpdateTrialsPurchases")
                .withLabel("Trial of Gold for U-1")
                .withReference("Purchase", "1")
                .withKey("1:10:2026-01-02T03:04:05.000006Z")
                .withParameters(
                    "{\"from\":10,\"to\":9,\"dateEnd\":\"2026-01-02T03:04:05.000006Z\"}"));
  }

  @Test
  void a_job_about_one_purchase_lists_that_one() throws Exception {
    purchase(1, 10, "'2026-01-02'");
    purchase(2, 10, "'2026-01-01'");
    RecordingSink sink = new RecordingSink();

    agent.plan(TestJobs.job(41, job.type(), null, "Purchase", "1"), sink);

    assertThat(sink.actions()).extracting(NewAction::referenceId).containsExactly("1");
    assertThatThrownBy(() -> agent.plan(TestJobs.job(41, job.type(), null, "Movie", "1"), sink))
        .hasMessageContaining("job 41 is about Movie '1', but its type takes media type Purchase");
  }

  @Test
  void a_job_may_ask_for_fewer() throws Exception {
    purchase(1, 10, "'2026-01-02'");
    purchase(2, 10, "'2026-01-01'");

    assertThat(plan("{\"maxActions\":1}")).extracting(NewAction::referenceId).containsExactly("2");
    assertThat(plan("{}")).hasSize(2);
    assertThatThrownBy(() -> plan("{\"maxActions\":0}"))
        .hasMessageContaining("maxActions is 0: give a number from 1 on");
  }

  @Test
  void fifty_thousand_purchases_are_listed_page_by_page_and_a_stop_is_heard() throws Exception {
    database.execute(
        """
        insert into mib.gvp_users_purchases (id, transaction_hash, user_id, product_type, product_id,
          product_name, payment_type, status_id, price, date_start, date_end, auto_renew, last_update)
        select g, 'T' || g, 1, 'Subscription', 1, repeat('x', 300), 'E-Wallet', 10, 1, '2020-01-01',
          timestamptz '2026-01-01' + g * interval '1 s', true, '2020-01-01'
        from generate_series(1, 50000) g
        """);
    List<NewAction> all = plan(null);
    RecordingSink stopped = new RecordingSink().stopAfter(700);
    agent.plan(job, stopped);

    assertThat(all).hasSize(50_000);
    assertThat(all).extracting(NewAction::key).doesNotHaveDuplicates();
    assertThat(all).extracting(NewAction::referenceId).startsWith("1", "2", "3").endsWith("50000");
    assertThat(stopped.actions()).hasSize(700);
  }

  @Test
  void a_trial_that_ended_becomes_active_with_all_that_belongs_to_it() throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();

    assertThat(agent.perform(action, context(action))).isEqualTo(TO_ACTIVE);

    assertThat(status(1)).isEqualTo("9");
    assertThat(database.value("select date_end::date from mib.gvp_users_purchases"))
        .isEqualTo("2026-01-01");
    assertThat(moved("last_update", "mib.gvp_users_purchases")).isEqualTo("t");
    assertThat(moved("changed_at", "mib.gvp_users")).isEqualTo("t");
    assertThat(history()).isEqualTo("1: 10 to 9 by gvp.gal.productsintegration");
    assertThat(database.value("select job_id || ':' || action_no from completed"))
        .isEqualTo("40:1");
  }

  @Test
  void a_cancellation_whose_period_is_over_or_without_end_becomes_cancelled() throws Exception {
    purchase(1, 8, "null");
    JobAction action = planned();

    assertThat(agent.perform(action, context(action)))
        .isEqualTo(ActionResult.done("{\"from\":\"Canceling\",\"to\":\"Cancelled\"}"));

    assertThat(status(1)).isEqualTo("4");
    assertThat(history()).isEqualTo("1: 8 to 4 by gvp.gal.productsintegration");
  }

  @Test
  void nothing_stays_of_a_change_when_the_job_is_lost() throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    database.execute("insert into completed values (40, 1, null)");

    assertThatThrownBy(() -> agent.perform(action, context(action)))
        .isInstanceOf(JobLostException.class);

    assertThat(status(1)).isEqualTo("10");
    assertThat(history()).isNull();
    assertThat(moved("changed_at", "mib.gvp_users")).isEqualTo("f");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void two_at_once_change_a_purchase_once(boolean inRegister) throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    UpdatePurchases tested = inRegister ? agent : remoteAgent;

    List<Object> outcomes = twoAtOnce(() -> tested.perform(action, context(action)));

    assertThat(outcomes).contains(TO_ACTIVE);
    outcomes.remove(TO_ACTIVE);
    if (inRegister) {
      assertThat(outcomes).hasOnlyElementsOfType(JobLostException.class).hasSize(1);
    } else {
      assertThat(outcomes).containsExactly(ALREADY);
    }
    assertThat(history()).isEqualTo("1: 10 to 9 by gvp.gal.productsintegration");
    assertThat(database.value("select count(*) from mib.inbox")).isEqualTo(inRegister ? "0" : "1");
  }

  @Test
  void a_repetition_after_a_crash_changes_nothing_more_on_another_server() throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    remoteAgent.perform(action, context(action));

    assertThat(remoteAgent.perform(action, context(action).withAttempt(2, 3))).isEqualTo(ALREADY);

    assertThat(history()).isEqualTo("1: 10 to 9 by gvp.gal.productsintegration");
    assertThat(database.value("select key from mib.inbox")).isEqualTo("the planned key");
  }

  @Test
  void a_purchase_that_is_there_already_is_done() throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    database.execute("update mib.gvp_users_purchases set status_id = 9");

    assertThat(agent.perform(action, context(action))).isEqualTo(ALREADY);

    assertThat(history()).isNull();
    assertThat(database.value("select results from completed")).isEqualTo("{\"already\":true}");
  }

  @ParameterizedTest
  @CsvSource({
    "status_id = 8, 8, its status is Canceling now",
    "status_id = 4, 4, its status is Cancelled now",
    "status_id = 77, 77, its status is 77 now",
    "date_end = clock_timestamp() + interval '1 day', 10, its period was extended",
    "date_end = null, 10, its period was extended"
  })
  void what_changed_meanwhile_is_left_alone(String change, String status, String why)
      throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    database.execute("update mib.gvp_users_purchases set " + change);

    for (UpdatePurchases tested : List.of(agent, remoteAgent)) {
      assertThat(tested.perform(action, context(action)))
          .isEqualTo(ActionResult.done("{\"skipped\":\"" + why + "\"}"));
    }

    assertThat(status(1)).isEqualTo(status);
    assertThat(history()).isNull();
    assertThat(moved("changed_at", "mib.gvp_users")).isEqualTo("f");
    // What was not changed may be due again under the same key.
    assertThat(database.value("select count(*) from mib.inbox")).isEqualTo("0");
  }

  @Test
  void a_purchase_that_is_gone_is_a_failure() throws Exception {
    purchase(1, 10, "'2026-01-01'");
    JobAction action = planned();
    database.execute("delete from mib.gvp_users_purchases");

    assertThat(agent.perform(action, context(action)))
        .isEqualTo(ActionResult.failed("purchase-gone", "purchase 1 is not in MiB any more"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Purchase;1;-",
        "Purchase;1;{'from':9,'to':10}",
        "Movie;1;{'from':10,'to':9}",
        "Purchase;x;{'from':10,'to':9}",
        "-;-;-"
      },
      delimiter = ';')
  void an_action_that_names_no_change_fails_with_the_cure(
      String mediaType, String id, String parameters) throws Exception {
    NewAction made =
        NewAction.of("UpdateTrialsPurchases")
            .withReference(mediaType, id)
            .withParameters(parameters == null ? null : parameters.replace('\'', '"'));
    JobAction action = TestJobs.action(job, 1, made);

    assertThat(agent.perform(action, context(action)))
        .isInstanceOfSatisfying(
            ActionResult.Failed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo("no-purchase");
              assertThat(failed.reason()).contains("create the job without actions");
            });
  }

  private void purchase(long id, int status, String dateEnd) {
    database.execute(
        """
        insert into mib.gvp_users_purchases (id, transaction_hash, user_id, product_type, product_id,
          product_name, payment_type, status_id, price, date_start, date_end, auto_renew, last_update)
        values (%s, 'T%s', 1, 'Subscription', 1, 'Gold', 'E-Wallet', %s, 1, '2020-01-01', %s, true,
          '2020-01-01')
        """
            .formatted(id, id, status, dateEnd));
  }

  private List<NewAction> plan(String parameters) throws Exception {
    RecordingSink sink = new RecordingSink(parameters);
    agent.plan(job, sink);
    return sink.actions();
  }

  /** The one action that is due. */
  private JobAction planned() throws Exception {
    List<NewAction> actions = plan(null);
    assertThat(actions).hasSize(1);
    return TestJobs.action(job, 1, actions.get(0));
  }

  private TestContext context(JobAction action) {
    return TestContext.of(job, action)
        .withKey("the planned key")
        .withCompletion(database.completion(action.jobId(), action.actionNo()));
  }

  private String status(long id) {
    return database.value("select status_id from mib.gvp_users_purchases where id = " + id);
  }

  private String history() {
    return database.value(
        """
        select string_agg(purchase_id || ': ' || from_status_id || ' to ' || to_status_id || ' by '
          || changed_by, ', ') from mib.gvp_users_purchases_history
        """);
  }

  private String moved(String column, String table) {
    return database.value("select " + column + " > '2026-01-01' from " + table);
  }

  private static List<Object> twoAtOnce(Callable<ActionResult> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CountDownLatch ready = new CountDownLatch(2);
    Callable<ActionResult> attempt =
        () -> {
          ready.countDown();
          ready.await();
          return work.call();
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
