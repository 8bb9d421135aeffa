package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gvp.jobs.internal.testsupport.Login;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table gvp_jobs.role_grant is what the database's catalogs say, and what people can do. */
class RolesTest {
  private static final Path MIGRATIONS =
      Path.of("src/main/resources/org/gvp/jobs/internal/store/migration");

  /** Each right on an object of the schema, by the catalogs: role, object, privilege, columns. */
  private static final String RIGHTS =
      """
      select concat_ws(' ', substring(pg_get_userbyid(x.grantee) from 'gvp_jobs_(.*)'), object,
        lower(privilege_type), columns)
      from (
        select a.grantee, a.privilege_type, c.relname as object, null as columns
        from pg_class c, aclexplode(c.relacl) a
        where c.relnamespace = 'gvp_jobs'::regnamespace and a.grantee <> c.relowner
        union all
        select a.grantee, a.privilege_type, p.proname, null
        from pg_proc p, aclexplode(p.proacl) a
        where p.pronamespace = 'gvp_jobs'::regnamespace and a.grantee <> p.proowner
        union all
        select a.grantee, a.privilege_type, c.relname,
          string_agg(t.attname, ',' order by t.attname)
        from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
        where c.relnamespace = 'gvp_jobs'::regnamespace group by 1, 2, 3) x
      order by 1
      """;

  /** The same by the table. */
  private static final String TABLE =
      """
      select concat_ws(' ', g.role, g.object, p, (
        select string_agg(c.column_name, ',' order by c.column_name)
        from information_schema.columns c
        where g.hidden <> '{}' and c.table_schema = 'gvp_jobs' and c.table_name = g.object
          and c.column_name <> all (g.hidden)))
      from gvp_jobs.role_grant g, unnest(g.privileges) p
      order by 1
      """;

  /** Functions that are explained to others by a comment. */
  private static final String EXPLAINED =
      """
      select proname from pg_proc
      where pronamespace = 'gvp_jobs'::regnamespace and obj_description(oid) is not null
      """;

  private static TestDatabase database;
  private static DataSource owner;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    owner = database.dataSource();
    Migrations.apply(owner);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void the_table_is_what_the_catalogs_say() throws SQLException {
    List<String> rights = Login.run(owner, RIGHTS);
    assertThat(rights).hasSizeGreaterThan(40).isEqualTo(Login.run(owner, TABLE));
  }

  @Test
  void only_the_roles_may_enter_the_schema() throws SQLException {
    assertThat(
            Login.run(
                owner,
                "select pg_get_userbyid(grantee) || ' ' || privilege_type from pg_namespace,"
                    + " aclexplode(nspacl) where nspname = 'gvp_jobs' and grantee <> nspowner"
                    + " order by 1"))
        .containsExactly(
            "gvp_jobs_daemon USAGE",
            "gvp_jobs_operator USAGE",
            "gvp_jobs_payload_reader USAGE",
            "gvp_jobs_producer USAGE",
            "gvp_jobs_reader USAGE");
  }

  @Test
  void every_function_with_a_comment_is_granted_and_asks_for_no_right_on_tables()
      throws SQLException {
    List<String> explained = Login.run(owner, EXPLAINED + " order by 1");
    assertThat(explained)
        .contains("create_job")
        .isEqualTo(
            Login.run(
                owner,
                "select distinct object from gvp_jobs.role_grant"
                    + " where role in ('producer', 'operator') order by 1"));
    assertThat(Login.run(owner, EXPLAINED + " and not prosecdef")).isEmpty();
  }

  @Test
  void every_function_pins_its_search_path() throws SQLException {
    assertThat(
            Login.run(
                owner,
                "select proname from pg_proc where pronamespace = 'gvp_jobs'::regnamespace"
                    + " and 'search_path=pg_catalog, pg_temp' <> all (coalesce(proconfig, '{}'))"))
        .isEmpty();
  }

  @Test
  void every_view_is_there_for_readers_and_its_json_for_payload_readers_only() throws SQLException {
    List<String> views =
        Login.run(owner, "select viewname from pg_views where schemaname = 'gvp_jobs' order by 1");
    for (String role : List.of("reader", "payload_reader")) {
      assertThat(
              Login.run(
                  owner,
                  "select object from gvp_jobs.role_grant where role = '%s' order by 1",
                  role))
          .isEqualTo(views);
    }
    assertThat(
            Login.run(
                owner,
                "select c.table_name || '.' || c.column_name from information_schema.columns c"
                    + " where c.table_schema = 'gvp_jobs' and c.data_type like 'json%%'"
                    + " and has_column_privilege('%s', 'gvp_jobs.' || c.table_name,"
                    + " c.column_name, 'select')",
                "gvp_jobs_reader"))
        .isEmpty();
  }

  @Test
  void what_was_granted_by_hand_is_taken_back_and_what_was_revoked_is_given_again()
      throws SQLException {
    List<String> before = Login.run(owner, RIGHTS);
    Login.run(
        owner,
        "grant select (parameters) on gvp_jobs.job to gvp_jobs_reader;"
            + " grant execute on function gvp_jobs.grant_roles to public;"
            + " revoke insert on gvp_jobs.node from gvp_jobs_daemon");
    assertThat(Login.run(owner, RIGHTS)).isNotEqualTo(before);
    assertThat(Login.run(owner, "select gvp_jobs.grant_roles('gvp_jobs_')")).containsExactly("3");
    assertThat(Login.run(owner, RIGHTS)).isEqualTo(before);
    assertThat(Login.run(owner, "select gvp_jobs.grant_roles('gvp_jobs_')")).containsExactly("0");
  }

  @Test
  void a_producer_creates_jobs_in_its_own_name_and_can_do_nothing_else() throws SQLException {
    try (Login producer = new Login(database, "shop", "gvp_jobs_producer")) {
      String id =
          producer
              .run(
                  "select gvp_jobs.create_job('j', 'Custom', custom_type => 'roles.Own',"
                      + " actions => '[{\"label\": \"a\"}]', publish => false)")
              .get(0);
      producer.run("select gvp_jobs.add_actions(%s, '[{\"label\": \"b\"}]')", id);
      producer.run("select gvp_jobs.publish_job(%s)", id);
      producer.run("select gvp_jobs.create_jobs('[{\"name\": \"k\", \"job_type\": \"Unit\"}]')");
      assertThat(
              Login.run(
                  owner,
                  "select created_by || status || actions from gvp_jobs.job where id = %s",
                  id))
          .containsExactly(producer.name() + "Waiting2");
      refused(producer, "select from gvp_jobs.job", "job");
      refused(producer, "insert into gvp_jobs.job_type (job_type) values ('Unit')", "job_type");
      refused(producer, "select gvp_jobs.stop_job(%s)".formatted(id), "stop_job");
      refused(producer, "select gvp_jobs.job_type_id('Unit', null)", "job_type_id");
      refused(producer, "select gvp_jobs.ensure_partitions()", "ensure_partitions");
    }
  }

  @Test
  void an_operator_pulls_the_levers_in_his_own_name_and_can_do_nothing_else() throws SQLException {
    String id = Login.run(owner, "select gvp_jobs.create_job('o', 'Unit')").get(0);
    try (Login operator = new Login(database, "olga", "gvp_jobs_operator")) {
      operator.run("select gvp_jobs.stop_job(%s, 'too early')", id);
      operator.run("select gvp_jobs.resume_job(%s)", id);
      operator.run("select gvp_jobs.set_rule('Unit', 'RetryLimit', 7)");
      assertThat(
              Login.run(
                  owner, "select node from gvp_jobs.job_run where job_id = %s order by token", id))
          .containsExactly(operator.name(), operator.name());
      assertThat(Login.run(owner, "select set_by from gvp_jobs.job_rule where job_type = 'Unit'"))
          .containsExactly(operator.name());
      refused(operator, "select gvp_jobs.create_job('x', 'Unit')", "create_job");
      refused(operator, "update gvp_jobs.job_open set priority = 1", "job_open");
    }
  }

  @Test
  void a_reader_sees_jobs_but_not_what_they_are_about() throws SQLException {
    Login.run(owner, "select gvp_jobs.create_job('r', 'Unit', parameters => '{\"card\": 1}')");
    try (Login reader = new Login(database, "rita", "gvp_jobs_reader");
        Login trusted = new Login(database, "theo", "gvp_jobs_payload_reader")) {
      String jobs = "select count(*) from gvp_jobs.job where name = 'r' and status = 'Waiting'";
      assertThat(reader.run(jobs)).containsExactly("1");
      assertThat(reader.run("select count(number_of_retries) from gvp_jobs.job_action")).hasSize(1);
      assertThat(reader.run("select count(*) from gvp_jobs.job_run")).hasSize(1);
      for (String secret :
          List.of(
              "parameters from gvp_jobs.job",
              "configuration from gvp_jobs.job",
              "parameters from gvp_jobs.job_action",
              "results from gvp_jobs.job_action",
              "parameters from gvp_jobs.job_detail",
              "checkpoint from gvp_jobs.action_result")) {
        refused(reader, "select " + secret, secret.replaceAll(".*[.]", ""));
      }
      assertThat(trusted.run("select parameters from gvp_jobs.job where name = 'r'"))
          .containsExactly("{\"card\": 1}");
      refused(trusted, "select from gvp_jobs.job_detail", "job_detail");
      refused(trusted, "select gvp_jobs.create_job('x', 'Unit')", "create_job");
    }
  }

  private static void refused(Login login, String sql, String object) {
    assertThatThrownBy(() -> login.run(sql))
        .as(sql)
        .hasMessageContaining("permission denied for")
        .hasMessageEndingWith(" " + object);
  }

  @Test
  void an_owner_who_may_not_make_roles_is_told_what_a_dba_must_run() throws SQLException {
    try (TestDatabase other = TestDatabase.create();
        Login plain = new Login(other, "plain", "")) {
      SchemaConfig config = new SchemaConfig(other.name() + "_", false);
      Login.run(
          other.superuserDataSource(),
          "grant create on database %s to %s",
          other.name(),
          plain.name());
      String[] asked = new String[1];
      assertThatThrownBy(() -> Migrations.prepare(plain.dataSource(), config))
          .isInstanceOf(RegisterRefusedException.class)
          .hasMessageContaining("have a DBA run this, then start again\ncreate role")
          .satisfies(e -> asked[0] = e.getMessage().substring(e.getMessage().indexOf('\n')));
      Login.run(other.superuserDataSource(), asked[0]);
      Migrations.prepare(plain.dataSource(), config);
      try (Login app = new Login(other, "app", other.name() + "_daemon")) {
        assertThat(app.run("select count(*) from gvp_jobs.job")).containsExactly("0");
      }
      Login.run(
          other.superuserDataSource(),
          "drop owned by %1$s_producer, %1$s_operator, %1$s_reader, %1$s_payload_reader,"
              + " %1$s_daemon; drop role %1$s_producer, %1$s_operator, %1$s_reader,"
              + " %1$s_payload_reader, %1$s_daemon",
          other.name());
    }
  }

  @Test
  void the_newest_migration_is_the_one_that_daemons_ask_for() throws Exception {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      int newest =
          files
              .map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
              .mapToInt(Integer::parseInt)
              .max()
              .orElseThrow();
      assertThat(Migrations.NEWEST).as("Migrations.NEWEST").isEqualTo(newest);
    }
  }
}
