package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.gvp.jobs.postgres.EmbeddedConfig;
import org.gvp.jobs.postgres.EmbeddedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
  @TempDir Path home;

  @Test
  void a_statement_reaches_the_embedded_register_by_the_homes_files() throws Exception {
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "gvp-jobs-test-programs");
    EmbeddedConfig config = EmbeddedConfig.ofHome(home, 0).withBinaries(programs);
    Map<String, String> environment = Map.of("GVP_JOBS_HOME", home.toString());
    Register register = new Register(SettingsReader.read(environment, true));
    SqlCommand sql = new SqlCommand(register);
    try (EmbeddedServer server = EmbeddedServer.start(config)) {
      assertThat(server.port()).isPositive();
      assertThat(sql.run("create table t (a int); insert into t values (1), (2)")).isZero();
      assertThat(sql.run("select * from missing")).isEqualTo(1);
      try (Connection connection = register.connect();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select a, 'Ü' as \"the name\", null as nothing from t order by a desc")) {
        assertThat(Table.of(rows).lines())
            .containsExactly(
                "a | the name | nothing",
                "--+----------+--------",
                "2 | Ü        |",
                "1 | Ü        |",
                "(2 rows)");
      }
    }
    assertThat(sql.run("select 1")).isEqualTo(1);
  }
}
