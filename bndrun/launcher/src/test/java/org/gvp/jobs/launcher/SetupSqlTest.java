package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gvp.jobs.launcher.Settings.Database;
import org.junit.jupiter.api.Test;

class SetupSqlTest {
  private static final String URL = "jdbc:postgresql://db:5432/the%20register?sslmode=verify-full";

  private static List<String> lines(String user, String password, boolean noDatabase) {
    return SetupSql.of(new Database(URL, user, password, 1, "acme_")).lines(noDatabase);
  }

  @Test
  void a_password_that_was_given_is_not_printed_but_what_checks_it() {
    String sql = String.join("\n", lines("daemon", "hush", false));
    assertThat(sql)
        .doesNotContain("hush")
        .containsPattern("create role \"daemon\" login password 'SCRAM-SHA-256\\$4096:")
        .containsPattern("(?m)^-- acme_owner gets the password [\\w-]{24}$")
        .contains("grant \"acme_daemon\" to \"daemon\";");
  }

  @Test
  void the_owner_s_own_name_is_known_and_then_the_daemon_gets_another() {
    String sql = String.join("\n", lines("acme_owner", "hush", false));
    assertThat(sql)
        .contains("create role \"acme_owner\" login", "grant \"acme_daemon\" to \"acme_app\";")
        .containsPattern("(?m)^-- acme_app gets the password [\\w-]{24}$");
  }

  @Test
  void a_database_that_may_be_there_is_shown_both_ways() {
    String create = "create database \"the register\" owner \"acme_owner\";";
    assertThat(lines("daemon", "hush", true)).endsWith(create);
    assertThat(lines("daemon", "hush", false))
        .contains(create)
        .endsWith("-- grant create on database \"the register\" to \"acme_owner\";");
  }

  @Test
  void a_name_is_quoted_whatever_is_in_it() {
    assertThat(String.join("\n", lines("a\"b", "x", true)))
        .contains("create role \"a\"\"b\" login", "to \"a\"\"b\";");
  }
}
