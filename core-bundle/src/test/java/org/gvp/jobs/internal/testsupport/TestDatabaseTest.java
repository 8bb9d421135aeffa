package org.gvp.jobs.internal.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
  @Test
  void each_database_is_its_own_and_gone_after_close() throws SQLException {
    try (TestDatabase other = TestDatabase.create()) {
      String name;
      try (TestDatabase database = TestDatabase.create()) {
        name = ask(database.dataSource(), "select current_database()");
        ask(database.dataSource(), "create table t as select 1; select count(*) from t");
        assertThat(ask(other.dataSource(), "select to_regclass('t')")).isNull();
      }
      String left = "select count(*) from pg_database where datname = '" + name + "'";
      assertThat(ask(other.dataSource(), left)).isEqualTo("0");
    }
  }

  @Test
  void sessions_are_the_owners_in_a_foreign_time_zone() throws SQLException {
    try (TestDatabase database = TestDatabase.create()) {
      assertThat(ask(database.dataSource(), "show timezone")).isEqualTo(TestDatabase.TIME_ZONE);
      assertThat(ask(database.dataSource(), "select current_user")).isEqualTo(database.user());
      assertThat(ask(database.dataSource(), "show is_superuser")).isEqualTo("off");
      assertThat(ask(database.superuserDataSource(), "show is_superuser")).isEqualTo("on");
    }
  }

  private static String ask(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
