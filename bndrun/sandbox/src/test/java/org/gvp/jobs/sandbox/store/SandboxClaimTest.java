package org.gvp.jobs.sandbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gvp.jobs.sandbox.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxClaimTest {
  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.empty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void an_empty_database_is_claimed_and_claimed_again() throws SQLException {
    claim();
    database.execute("create schema mib; create table mib.movie (id bigint)");
    claim();
    assertThat(database.count("select count(*) from sandbox.made_by")).isEqualTo(1);
  }

  @Test
  void a_register_without_jobs_counts_as_empty() throws SQLException {
    database.execute("create schema gvp_jobs; create table gvp_jobs.job (id bigint)");
    claim();
    assertThat(database.count("select count(*) from sandbox.made_by")).isEqualTo(1);
  }

  @Test
  void a_register_with_jobs_that_the_sandbox_has_not_made_is_refused_and_left_alone()
      throws SQLException {
    database.execute("create schema gvp_jobs; create table gvp_jobs.job as select 1 as id");
    assertThatThrownBy(this::claim)
        .isInstanceOf(SandboxRefusedException.class)
        .hasMessageContaining("holds jobs")
        .hasMessageContaining("Give the sandbox an empty database");
    assertNothingMade();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "mib", "crm"})
  void a_database_with_tables_of_others_is_refused_and_left_alone(String schema)
      throws SQLException {
    database.execute("create schema if not exists " + schema);
    database.execute("create table " + schema + ".customer (id bigint)");
    assertThatThrownBy(this::claim)
        .isInstanceOf(SandboxRefusedException.class)
        .hasMessageContaining(schema + ".customer");
    assertNothingMade();
  }

  @Test
  void an_extension_is_nobodys_data() throws SQLException {
    database.executeAsSuperuser("create extension pg_stat_statements");
    claim();
    assertThat(database.count("select count(*) from sandbox.made_by")).isEqualTo(1);
  }

  @Test
  void daemons_that_start_together_claim_together() throws Exception {
    ExecutorService daemons = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        claims.add(
            daemons.submit(
                () -> {
                  claim();
                  return null;
                }));
      }
      for (Future<?> claim : claims) {
        claim.get();
      }
    } finally {
      daemons.shutdownNow();
    }
    assertThat(database.count("select count(*) from sandbox.made_by")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update sandbox.effect set peer = 'x'",
        "delete from sandbox.effect",
        "delete from sandbox.effect where false",
        "truncate sandbox.effect"
      })
  void the_log_of_effects_refuses_changes(String change) throws SQLException {
    claim();
    database.execute(
        "insert into sandbox.effect (peer, operation, phase) values ('probe', 'perform', 'start')");
    assertThatThrownBy(() -> database.execute(change)).hasMessageContaining("append-only");
    assertThat(database.count("select count(*) from sandbox.effect where peer = 'probe'"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'nobody', 'error', 1 | peer 'nobody' is not allowed | Allowed: gal-north",
        "null, 'error', 1 | peer null is not allowed | Allowed: gal-north",
        "'gal-north', 'rain', 1 | kind 'rain' is not allowed | Allowed: latency, error",
        "'gal-north', 'error', 1.5 | share 1.5 is not allowed | 0 (none) to 1 (all)",
        "'gal-north', 'error', null | share null is not allowed | 0 (none) to 1 (all)",
        "'gal-north', 'error', 1, 5 | value 5 is not allowed | takes no value",
        "'gal-north', 'latency', 1 | value null is not allowed | milliseconds",
        "'gal-north', 'timeout_after', 1, -1 | value -1 is not allowed | milliseconds"
      })
  void a_fault_with_a_bad_argument_is_refused(String arguments, String culprit, String cure)
      throws SQLException {
    claim();
    assertThatThrownBy(
            () -> database.ask("select sandbox.set_fault(" + arguments.replace('"', '\'') + ")"))
        .hasMessageContaining(culprit)
        .hasMessageContaining(cure);
    assertThat(database.count("select count(*) from sandbox.fault")).isZero();
  }

  @Test
  void faults_are_set_changed_and_cleared() throws SQLException {
    claim();
    database.ask("select sandbox.set_fault('gal-north', 'timeout_after', 0.5)");
    database.ask("select sandbox.set_fault('gal-north', 'error', 1)");
    database.ask("select sandbox.set_fault('gal-north', 'latency', 1, 10)");
    database.ask("select sandbox.set_fault('gal-north', 'latency', 1, 20)");
    Faults faults = new Faults(database.dataSource(), "gal-north", () -> 0.49);
    assertThat(faults.draw()).isEqualTo(new Faults.Draw(20, true, 60_000));
    faults = new Faults(database.dataSource(), "gal-north", () -> 0.51);
    assertThat(faults.draw()).isEqualTo(new Faults.Draw(20, true, 0));
    assertThat(database.count("select sandbox.clear_faults('gal-north')")).isEqualTo(3);
    assertThat(faults.draw()).isEqualTo(Faults.Draw.NONE);
    assertThat(database.count("select sandbox.clear_faults()")).isZero();
  }

  private void claim() throws SQLException {
    new SandboxClaim(database.dataSource()).claim();
  }

  private void assertNothingMade() throws SQLException {
    assertThat(database.ask("select to_regnamespace('sandbox') is null")).isEqualTo("t");
  }
}
