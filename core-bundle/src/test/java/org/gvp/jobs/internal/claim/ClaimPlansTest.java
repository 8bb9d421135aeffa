package org.gvp.jobs.internal.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claiming and admitting read what they take, however many jobs are blocked by one key. */
class ClaimPlansTest {
  private static TestDatabase database;
  private static Database pools;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("insert into gvp_jobs.job_type (job_type) values ('Unit')");
      statement.execute(
          "insert into gvp_jobs.job_open (id, run_at, type_id, status, priority, key_hash, blocked)"
              + " select i, now() - interval '1 day' + i * interval '1 s', 1, 'Waiting', 5,"
              + " case when i <= 50000 then 7 when i % 10 = 0 then i end, i <= 50000 or i % 20 = 0"
              + " from generate_series(1, 60000) i");
      statement.execute("vacuum analyze gvp_jobs.job_open");
    }
    pools = new Database(database.dataSource());
  }

  @AfterAll
  static void drop() {
    pools.close();
    database.close();
  }

  @Test
  void the_claim_steps_over_blocked_jobs_by_its_index() throws Exception {
    String plan =
        plan(
            StatusMachine.class,
            "claimDueJobs",
            "priority",
            5,
            "planVersion",
            9,
            "owner",
            1,
            "agent",
            1,
            "type",
            1,
            "firstRunAt",
            Instant.EPOCH,
            "firstId",
            0L,
            "claimNo",
            1L,
            "now",
            null);
    assertThat(plan).contains("job_open_claim").doesNotContain("Seq Scan on job_open");
    assertThat(buffers(plan)).isLessThan(100);
  }

  @Test
  void the_admission_reads_a_few_jobs_of_each_key() throws Exception {
    String plan =
        plan(JobClaimer.class, "admitJobs", "keys", new long[] {7, 50_020}, "now", Instant.now());
    assertThat(plan).contains("job_open_blocked").doesNotContain("Seq Scan on job_open");
    assertThat(buffers(plan)).isLessThan(200);
  }

  @Test
  void all_keys_are_found_by_a_probe_for_each() throws Exception {
    String plan = plan(JobClaimer.class, "blockedKeys");
    assertThat(plan).contains("job_open_blocked").doesNotContain("Seq Scan on job_open");
    assertThat(buffers(plan)).as("501 keys, 50,000 jobs of one of them").isLessThan(501 * 5);
  }

  /** Pages read and found in memory, by the first line of the plan that tells. */
  private static int buffers(String plan) {
    return Integer.parseInt(plan.replaceFirst("(?s).*?Buffers: shared hit=(\\d+).*", "$1"));
  }

  /** The plan of a statement, run on the pool that runs it in a daemon, and undone. */
  private static String plan(Class<?> beside, String name, Object... parameters)
      throws SQLException {
    String text = Sql.source(beside, name).replace("{limit}", "10");
    StringBuilder plan = new StringBuilder();
    try (Connection connection = pools.claims().getConnection()) {
      connection.setAutoCommit(false);
      try (NamedStatement statement =
          Sql.of(name, "explain (analyze, buffers) " + text).prepare(connection)) {
        for (int i = 0; i < parameters.length; i += 2) {
          statement.set((String) parameters[i], parameters[i + 1]);
        }
        try (ResultSet rows = statement.query()) {
          while (rows.next()) {
            plan.append(rows.getString(1)).append('\n');
          }
        }
      }
      connection.rollback();
    }
    return plan.toString();
  }
}
