package org.gvp.jobs.agents.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gvp.jobs.agents.probe.TestContext.NOW;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {
  private static final Path SANDBOX =
      Path.of("../sandbox/src/main/resources/org/gvp/jobs/sandbox/sandbox.sql");

  private static TestDatabase server;
  private static DataSource database;

  private final ExecutorService agentThreads = Executors.newCachedThreadPool();
  private final AtomicReference<String> loggedWhenHalted = new AtomicReference<>();
  private EffectLog log;
  private Probe probe;

  @BeforeAll
  static void startPostgres() throws Exception {
    server = TestDatabase.create();
    database = server.dataSource();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    server.close();
  }

  @BeforeEach
  void open() throws Exception {
    execute("drop schema if exists sandbox cascade");
    execute(Files.readString(SANDBOX));
    log = new EffectLog(database);
    probe = new Probe(log, () -> loggedWhenHalted.set(effects()));
  }

  @AfterEach
  void close() throws SQLException {
    agentThreads.shutdownNow();
    log.close();
  }

  @Test
  void without_parameters_an_action_is_done_and_logged() throws Exception {
    assertThat(perform(null)).isEqualTo(ActionResult.done());
    assertThat(effects()).isEqualTo("start:done end:done");
    assertThat(
            ask(
                "select distinct concat_ws('|', peer, operation, idempotency_key, job_id,"
                    + " action_no, attempt, token) from sandbox.effect"))
        .isEqualTo("probe|perform|the key|7|1|3|5");
  }

  @Test
  void results_and_checkpoints_are_handed_over_as_json() throws Exception {
    String json = "{\"a\":[1,2.5,null,true,[],{}],\"b\":\"\\\"\\\\ \\u000aé\"}";
    TestContext context =
        TestContext.ofAction("{\"result\":" + json + ",\"checkpoint\":{\"page\":4}}");
    assertThat(probe.perform(TestContext.action(7, 1), context)).isEqualTo(ActionResult.done(json));
    assertThat(context.checkpoints()).containsExactly("{\"page\":4}");
  }

  @Test
  void a_signed_result_names_the_attempt_and_its_token() throws Exception {
    assertThat(perform("{'sign':true}"))
        .isEqualTo(ActionResult.done("{\"attempt\":3,\"token\":5}"));
  }

  @Test
  void an_effect_in_the_registers_database_is_committed_with_the_completion() throws Exception {
    TestContext context = context("{'in_transaction':true,'sign':true}");
    ActionResult result = probe.perform(TestContext.action(7, 1), context);
    assertThat(context.finished()).containsExactly(result);
    assertThat(effects()).isEqualTo("start:done accepted:done end:done");
    assertThat(ask("select operation from sandbox.effect where phase = 'accepted'"))
        .isEqualTo("transaction");
  }

  @Test
  void a_daemon_that_has_lost_the_job_leaves_no_effect_and_no_open_transaction() throws Exception {
    TestContext context = context("{'in_transaction':true}");
    context.lose();
    assertThatThrownBy(() -> probe.perform(TestContext.action(7, 1), context))
        .isInstanceOf(JobLostException.class);
    assertThat(effects()).isEqualTo("start:done");
    assertThat(ask("select count(*) from pg_stat_activity where state like 'idle in tra%'"))
        .isEqualTo("0");
  }

  @Test
  void a_job_without_listed_actions_brings_its_own_parameters() throws Exception {
    assertThat(
            probe.perform(
                TestContext.action(7, 0), TestContext.ofJob("{\"result\":{\"job\":true}}")))
        .isEqualTo(ActionResult.done("{\"job\":true}"));
  }

  @Test
  void a_retry_happens_once_unless_told_otherwise() throws Exception {
    assertThat(perform("{'outcome':'retry'}")).isInstanceOf(ActionResult.Retry.class);
    assertThat(perform("{'outcome':'retry'}")).isEqualTo(ActionResult.done());
  }

  @Test
  void times_are_counted_per_action_and_across_processes() throws Exception {
    String twice = "{'outcome':'retry','times':2,'later_ms':500}";
    assertThat(perform(twice))
        .isEqualTo(ActionResult.retry("told to be tried again", NOW.plusMillis(500)));
    try (EffectLog otherLog = new EffectLog(database)) {
      Probe other = new Probe(otherLog, () -> {});
      assertThat(other.perform(TestContext.action(7, 1), context(twice)))
          .isInstanceOf(ActionResult.Retry.class);
    }
    assertThat(probe.perform(TestContext.action(7, 2), context(twice)))
        .isInstanceOf(ActionResult.Retry.class);
    assertThat(perform(twice)).isEqualTo(ActionResult.done());
  }

  @Test
  void later_puts_off_with_its_checkpoint() throws Exception {
    assertThat(perform("{'outcome':'later','later_ms':3000,'checkpoint':{'page':4}}"))
        .isEqualTo(ActionResult.later(NOW.plusMillis(3000), "{\"page\":4}"));
    assertThat(perform("{'outcome':'later','later_ms':3000}")).isEqualTo(ActionResult.done());
  }

  @Test
  void fail_fails_always_unless_told_how_often() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(perform("{'outcome':'fail'}")).isInstanceOf(ActionResult.Failed.class);
    }
    assertThat(perform("{'outcome':'fail','times':3}")).isEqualTo(ActionResult.done());
  }

  @Test
  void throw_throws_once_and_is_logged() throws Exception {
    assertThatThrownBy(() -> perform("{'outcome':'throw'}")).hasMessage("told to throw");
    assertThat(effects()).isEqualTo("start:throw end:throw");
    assertThat(perform("{'outcome':'throw'}")).isEqualTo(ActionResult.done());
  }

  @Test
  void halt_is_logged_before_the_process_ends() throws Exception {
    assertThatThrownBy(() -> perform("{'outcome':'halt','times':1}"))
        .hasMessageContaining("end the process");
    assertThat(loggedWhenHalted).hasValue("start:halt end:halt");
    assertThat(perform("{'outcome':'halt','times':1}")).isEqualTo(ActionResult.done());
  }

  @Test
  void hang_blocks_until_it_is_interrupted() throws Exception {
    TestContext context = context("{'outcome':'hang'}");
    Future<ActionResult> hanging = start(context);
    awaitEffects("start:hang");
    context.requestStop();
    assertStillRunning(hanging);
    interruptAgentThread();
    assertThat(hanging.get(10, TimeUnit.SECONDS)).isEqualTo(ActionResult.later(NOW));
    assertThat(effects()).isEqualTo("start:hang end:interrupted");
  }

  @Test
  void hang_may_ignore_the_interruption() throws Exception {
    Future<ActionResult> hanging = start(context("{'outcome':'hang','ignore_interrupt':true}"));
    awaitEffects("start:hang");
    interruptAgentThread();
    assertStillRunning(hanging);
    assertThat(effects()).isEqualTo("start:hang");
  }

  @Test
  void a_sleeping_action_comes_back_soon_when_a_stop_is_requested() throws Exception {
    TestContext context = context("{'sleep_ms':60000,'outcome':'fail'}");
    Future<ActionResult> sleeping = start(context);
    awaitEffects("start:fail");
    context.requestStop();
    assertThat(sleeping.get(10, TimeUnit.SECONDS)).isEqualTo(ActionResult.later(NOW));
    assertThat(effects()).isEqualTo("start:fail end:stopped");
  }

  @Test
  void a_sleeping_action_comes_back_soon_when_it_is_interrupted() throws Exception {
    Future<ActionResult> sleeping = start(context("{'sleep_ms':60000}"));
    awaitEffects("start:done");
    interruptAgentThread();
    assertThat(sleeping.get(10, TimeUnit.SECONDS)).isEqualTo(ActionResult.later(NOW));
  }

  @Test
  void an_action_sleeps_as_long_as_it_is_told() throws Exception {
    long begin = System.nanoTime();
    assertThat(perform("{'sleep_ms':230}")).isEqualTo(ActionResult.done());
    assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(225));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'sleep':1} | no field 'sleep'; there are [checkpoint, ignore_interrupt,",
        "{'outcome':'explode'} | no outcome 'explode'; there are [done, retry,",
        "{'outcome':5} | no outcome '5'",
        "{'sleep_ms':-1} | sleep_ms -1 is not a whole number",
        "{'sleep_ms':'1s'} | sleep_ms \"1s\" is not a whole number",
        "{'times':1.5} | times 1.5 is not a whole number",
        "{'later_ms':1e99} | later_ms 1.0E99 is not a whole number",
        "{'ignore_interrupt':'yes'} | ignore_interrupt \"yes\" is not true or false",
        "{'sign':true,'result':1} | sign writes the result",
        "[1] | Map"
      })
  void parameters_that_are_not_understood_are_named(String parameters, String culprit)
      throws Exception {
    ActionResult.Failed failed = (ActionResult.Failed) perform(parameters);
    assertThat(failed.code()).isEqualTo("BAD_PARAMETERS");
    assertThat(failed.reason()).contains(culprit);
    assertThat(ask("select count(*) from sandbox.effect")).isEqualTo("0");
  }

  @Test
  void without_the_sandbox_it_fails_and_says_why() throws Exception {
    execute("drop table sandbox.effect");
    assertNoLog();
    execute("drop schema sandbox cascade");
    assertNoLog();
  }

  @Test
  void sixteen_at_once_share_connections_that_are_closed_in_the_end() throws Exception {
    List<Future<ActionResult>> results = new ArrayList<>();
    ExecutorService sixteen = Executors.newFixedThreadPool(16);
    for (int i = 1; i <= 400; i++) {
      int actionNo = i;
      results.add(
          sixteen.submit(
              () -> probe.perform(TestContext.action(7, actionNo), context("{'sleep_ms':1}"))));
    }
    for (Future<ActionResult> result : results) {
      assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(ActionResult.done());
    }
    sixteen.shutdown();
    assertThat(ask("select count(distinct action_no) || ' ' || count(*) from sandbox.effect"))
        .isEqualTo("400 800");
    log.close();
    await(() -> ask(OTHER_CONNECTIONS).equals("0"));
  }

  @Test
  void connections_that_were_lost_are_replaced() throws Exception {
    perform(null);
    ask(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
    await(() -> ask(OTHER_CONNECTIONS).equals("0"));
    assertThat(perform(null)).isEqualTo(ActionResult.done());
  }

  private static final String OTHER_CONNECTIONS =
      "select count(*) from pg_stat_activity"
          + " where backend_type = 'client backend' and pid <> pg_backend_pid()";

  private void assertNoLog() throws Exception {
    ActionResult.Failed failed = (ActionResult.Failed) perform(null);
    assertThat(failed.code()).isEqualTo("NO_EFFECT_LOG");
    assertThat(failed.reason()).contains("sandbox.effect").contains("gvp-jobs-sandbox.jar");
  }

  private ActionResult perform(String parameters) throws Exception {
    return probe.perform(TestContext.action(7, 1), context(parameters));
  }

  private static TestContext context(String parameters) {
    return TestContext.ofAction(parameters == null ? null : parameters.replace('\'', '"'));
  }

  private final AtomicReference<Thread> agentThread = new AtomicReference<>();

  private Future<ActionResult> start(TestContext context) {
    return agentThreads.submit(
        () -> {
          agentThread.set(Thread.currentThread());
          return probe.perform(TestContext.action(7, 1), context);
        });
  }

  private void interruptAgentThread() {
    agentThread.get().interrupt();
  }

  private static void assertStillRunning(Future<ActionResult> future) {
    assertThatThrownBy(() -> future.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private String effects() {
    try {
      return ask(
          "select coalesce(string_agg(phase || ':' || (detail ->> 'outcome'), ' ' order by id), '')"
              + " from sandbox.effect");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitEffects(String expected) throws Exception {
    await(() -> effects().equals(expected));
  }

  private interface Condition {
    boolean holds() throws SQLException;
  }

  private static void await(Condition condition) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
