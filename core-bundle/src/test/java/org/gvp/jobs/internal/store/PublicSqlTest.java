package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What others may rely on: the views, and the functions that have a comment. A function without one
 * is the daemon's own. Whatever changes here must be a change that callers do not notice: new
 * functions, new views, new columns at the end, new arguments with a default at the end.
 */
class PublicSqlTest {
  private static final String FUNCTIONS =
      """
      select p.proname || e'(\\n  '
        || replace(regexp_replace(pg_get_function_arguments(p.oid), 'DEFAULT NULL::[^,]+',
             'DEFAULT NULL', 'g'), ', ', e',\\n  ')
        || e'\\n) returns ' || pg_get_function_result(p.oid)
      from pg_proc p
      where p.pronamespace = 'gvp_jobs'::regnamespace
        and obj_description(p.oid, 'pg_proc') is not null
      order by p.proname collate "C"
      """;
  private static final String COLUMNS =
      """
      select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relnamespace = 'gvp_jobs'::regnamespace and c.relkind = 'v'
      order by c.relname collate "C", a.attnum
      """;
  private static final String WORDS =
      """
      select t.typname || ' ' || string_agg(e.enumlabel, ', ' order by e.enumsortorder)
      from pg_type t join pg_enum e on e.enumtypid = t.oid
      where t.typnamespace = 'gvp_jobs'::regnamespace
      group by t.typname
      order by t.typname collate "C"
      """;

  private static TestDatabase database;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void functions_views_and_words_are_those_that_were_promised() throws Exception {
    List<String> actual = new ArrayList<>(texts(FUNCTIONS));
    actual.addAll(texts(COLUMNS));
    actual.addAll(texts(WORDS));
    assertThat(String.join("\n", actual))
        .as("publicSql.txt: take a line over only if no caller notices the change")
        .isEqualTo(promised().strip());
  }

  @Test
  void every_function_says_where_it_looks_for_names() throws SQLException {
    assertThat(
            texts(
                "select p.proname from pg_proc p where p.pronamespace = 'gvp_jobs'::regnamespace"
                    + " and not coalesce(p.proconfig::text, '') like '%search_path=%'"))
        .isEmpty();
  }

  private static String promised() throws IOException {
    try (InputStream file = PublicSqlTest.class.getResourceAsStream("publicSql.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Has every name written with its schema, whatever the search path of the user is. */
  private static Statement qualified(Statement statement) throws SQLException {
    statement.execute("set search_path = ''");
    return statement;
  }

  private static List<String> texts(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = qualified(statement).executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
