package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.internal.store.JobListStatement.Direction;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.JobFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A page must not read the register: no filter that has an index may scan a table of jobs. */
class JobPlansTest {
  private static TestDatabase database;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    ExampleJobs.fill(database.dataSource(), 200_000);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  static List<JobFilter> filters() {
    List<JobFilter> filters = new ArrayList<>();
    filters.add(JobFilter.newest(50));
    for (JobStatus status : JobStatus.values()) {
      filters.add(new JobFilter(status, null, null, null, null, null, null, null, 50));
      filters.add(new JobFilter(status, "Unit", null, null, null, null, null, null, 50));
    }
    filters.add(new JobFilter(null, "Unit", null, null, null, null, null, null, 50));
    filters.add(new JobFilter(null, "Custom", null, null, null, null, null, null, 50));
    filters.add(new JobFilter(null, null, null, "job", null, null, null, null, 50));
    filters.add(new JobFilter(null, null, null, null, null, "MOV-3", null, null, 50));
    return filters;
  }

  @ParameterizedTest
  @MethodSource("filters")
  void a_page_is_read_by_index(JobFilter filter) throws SQLException {
    List<Integer> types =
        filter.jobType() == null
            ? null
            : filter.jobType().equals("Unit") ? List.of(1) : List.of(3, 4);
    for (Long cursor : new Long[] {null, 100_000L}) {
      for (Direction direction : Direction.values()) {
        String plan = plan(new JobListStatement(filter, types, direction, cursor, 51));
        // The partitions of ids to come are empty, and may be scanned.
        assertThat(plan)
            .doesNotContain("Seq Scan on job_open")
            .doesNotContain("Seq Scan on job_ended_0")
            .doesNotContain("Seq Scan on job_detail_0")
            .doesNotContain("Seq Scan on job_history_0");
      }
    }
  }

  private static String plan(JobListStatement list) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.dataSource().getConnection();
        NamedStatement statement =
            list.set(Sql.of("plan", "explain " + list.text()).prepare(connection));
        ResultSet rows = statement.query()) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
