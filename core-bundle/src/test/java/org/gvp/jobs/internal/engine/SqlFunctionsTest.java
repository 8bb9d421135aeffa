package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.JobRegister;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other systems and operators can do by SQL. */
class SqlFunctionsTest {
  private static Engine engine;
  private static Daemon daemon;

  @BeforeAll
  static void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'n', 'Bogus'                                            | job_type: "Bogus" is not known
          'n', 'Custom'                                           | custom_type: is missing
          'n', 'Unit', custom_type => 'x'                         | custom_type: job type "Unit" takes none
          '', 'Unit'                                              | name: must have 1 to 200 characters
          repeat('x', 201), 'Unit'                                | name: must have 1 to 200 characters, but has 201
          'n', null                                               | job_type: is missing
          'n', 'Unit', priority => 10                             | priority: must be 0 to 9, but is 10
          'n', 'Unit', media_type => 'Movie'                      | reference_id: is missing, but media_type is "Movie"
          'n', 'Unit', parameters => '[1]'                        | parameters: must be a JSON object, but is a JSON array
          'n', 'Unit', configuration => '3'                       | configuration: must be a JSON object
          'n', 'Unit', actions => '{}'                            | actions: must be a JSON array
          'n', 'Unit', actions => '[{}, 7]'                       | actions[1]: must be a JSON object
          'n', 'Unit', actions => '[{"lable": "x"}]'              | actions[0]: has the unknown field "lable"
          'n', 'Unit', actions => '[{"media_type": "M"}]'         | actions[0]: has a media_type (M) but no reference_id
          'n', 'Unit', actions => '[{"parameters": [1]}]'         | actions[0]: parameters must be a JSON object
          'n', 'Unit', unique_key => repeat('x', 201)             | unique_key
          'n', 'Unit', publish => null                            | publish: is null
          """)
  void what_create_job_refuses_names_the_argument(String arguments, String message) {
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.create_job(" + arguments + ")"))
        .hasMessageContaining(message)
        .hasMessageContaining("Hint:");
  }

  @Test
  void parameters_beyond_a_mebibyte_are_refused() {
    assertThatThrownBy(
            () ->
                engine.execute(
                    "select gvp_jobs.create_job('n', 'Unit', parameters => jsonb_build_object('x', repeat(md5('x'), 40000)))"))
        .hasMessageContaining("parameters: has 128000");
  }

  @Test
  void a_unique_key_is_unique_among_open_jobs_only() {
    String create =
        "select gvp_jobs.create_job('u', 'Custom', custom_type => 'test.Unique', unique_key => 'k')";
    long first = engine.number(create);
    assertThat(engine.number(create)).isEqualTo(first);
    Engine.deploy(daemon, (action, context) -> ActionResult.done(), "customType", "test.Unique");
    engine.catchUp();
    engine.tickUntil(daemon, first, "Finished");
    assertThat(engine.number(create)).isGreaterThan(first);
  }

  @Test
  void a_producer_adds_actions_over_several_transactions() throws Exception {
    long job = engine.number("select gvp_jobs.create_job('p', 'Unit', publish => false)");
    assertThat(engine.number("select gvp_jobs.add_actions(" + job + ", '[{}, {}]')")).isEqualTo(2);
    assertThat(engine.number("select gvp_jobs.add_actions(" + job + ", '[{}]')")).isEqualTo(3);
    assertThat(engine.status(job)).isEqualTo("Creating");
    engine.execute("select gvp_jobs.publish_job(" + job + ")");
    assertThat(engine.status(job)).isEqualTo("Waiting");
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.add_actions(" + job + ", '[{}]')"))
        .hasMessageContaining("job " + job + " is Waiting, not being created by a producer");
  }

  @Test
  void an_explicitly_empty_list_of_actions_finishes_the_job() {
    assertThat(
            engine.status(
                engine.number("select gvp_jobs.create_job('e', 'Unit', actions => '[]')")))
        .isEqualTo("Finished");
  }

  @Test
  void a_job_exists_only_if_its_transaction_commits() throws Exception {
    try (Connection connection = engine.database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      JobRegister register = new PgJobRegister(engine.database.dataSource());
      long id = register.create(connection, NewJob.of("rolled back", JobTypeKey.of("Unit")));
      connection.rollback();
      assertThat(engine.rows("select 1 from gvp_jobs.job where id = " + id)).isEmpty();
    }
  }

  @Test
  void the_java_register_creates_what_the_sql_function_does() {
    JobRegister register = new PgJobRegister(engine.database.dataSource());
    long id =
        register.create(
            NewJob.of("java", JobTypeKey.custom("test.Java"))
                .withParameters("{\"a\": 1}")
                .withActions(
                    List.of(
                        NewAction.of("Export")
                            .withLabel("film")
                            .withReference("Movie", "m1")
                            .withParameters("{\"b\": 2}"))));
    assertThat(
            engine.text("select label || parameters from gvp_jobs.job_action where job_id = " + id))
        .isEqualTo("film{\"b\": 2}");
    assertThatThrownBy(
            () -> register.create(NewJob.of("bad", JobTypeKey.of("Unit")).withParameters("[]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameters must be a JSON object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stop_job(0)    | there is no job 0
          resume_job(0)  | there is no job 0
          redrive_job(0) | there is no ended job 0
          publish_job(0) | there is no open job 0
          """)
  void what_operators_name_wrongly_is_said(String call, String message) {
    assertThatThrownBy(() -> engine.execute("select gvp_jobs." + call))
        .hasMessageContaining(message)
        .hasMessageContaining("Hint:");
  }

  @Test
  void many_jobs_are_created_all_or_none() {
    String two =
        "[{\"name\": \"m1\", \"job_type\": \"Unit\", \"priority\": 3},"
            + " {\"name\": \"m2\", \"job_type\": \"Unit\", \"actions\": [{}, {}]}]";
    assertThat(engine.rows("select gvp_jobs.create_jobs('" + two + "')")).hasSize(2);
    assertThat(
            engine.rows(
                "select priority p, coalesce(actions, 0) a from gvp_jobs.job where name like 'm_' order by id"))
        .containsExactly(Map.of("p", "3", "a", "0"), Map.of("p", "5", "a", "2"));
    String bad =
        "[{\"name\": \"none\", \"job_type\": \"Unit\"}, {\"name\": \"none\", \"job_type\": \"Bogus\"}]";
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.create_jobs('" + bad + "')"))
        .hasMessageContaining("jobs[1]: job_type: \"Bogus\" is not known");
    assertThat(engine.rows("select 1 from gvp_jobs.job where name = 'none'")).isEmpty();
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.create_jobs('[{\"nmae\": 1}]')"))
        .hasMessageContaining("jobs[0]: job: has the unknown field \"nmae\"");
  }

  @Test
  void a_rule_is_set_changed_and_taken_away() throws Exception {
    String rule = "select value from gvp_jobs.job_rule where job_type = 'Unit'";
    engine.execute("select gvp_jobs.set_rule('Unit', 'RetryLimit', 3)");
    assertThat(engine.text(rule)).isEqualTo("3");
    engine.execute("select gvp_jobs.set_rule('Unit', 'RetryLimit', 7)");
    assertThat(engine.text(rule)).isEqualTo("7");
    engine.execute("select gvp_jobs.set_rule('Unit', 'RetryLimit', null)");
    assertThat(engine.text(rule)).isNull();
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.set_rule('Unit', 'RetryLimt', 3)"))
        .hasMessageContaining("rule_type: \"RetryLimt\" is not known")
        .hasMessageContaining("RetryLimit");
    assertThatThrownBy(() -> engine.execute("select gvp_jobs.set_rule('Unit', 'RetryLimit', 0)"))
        .hasMessageContaining("value: must be at least 1");
  }

  @Test
  void nobody_but_the_owner_may_call_the_functions() {
    assertThat(
            engine.text(
                "select count(*) from pg_proc p where pronamespace = 'gvp_jobs'::regnamespace"
                    + " and has_function_privilege('public', p.oid, 'execute')"))
        .isEqualTo("0");
  }
}
