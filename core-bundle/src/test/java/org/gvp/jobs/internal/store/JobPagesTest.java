package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.JobRow;
import org.gvp.jobs.query.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is asked for, the pages together are what there is: nothing twice, nothing left out. */
class JobPagesTest {
  private static TestDatabase database;
  private static PgJobQuery query;

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    query = new PgJobQuery(database.dataSource());
    ExampleJobs.fill(database.dataSource(), 400);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  static List<JobFilter> filters() {
    List<JobFilter> filters = new ArrayList<>();
    filters.add(JobFilter.newest(7));
    for (JobStatus status : JobStatus.values()) {
      filters.add(filter(status, null, null, null, null, null));
      filters.add(filter(status, "Unit", null, null, null, null));
      filters.add(filter(status, "Custom", null, null, null, null));
    }
    filters.add(filter(null, "MiView", null, null, null, null));
    filters.add(filter(null, "Custom", null, null, null, null));
    filters.add(filter(null, null, "acme.Two", null, null, null));
    filters.add(filter(null, null, null, "JOB 1", null, null));
    filters.add(filter(null, null, null, "100%", null, null));
    filters.add(filter(null, null, null, null, "Movie", null));
    filters.add(filter(null, null, null, null, "Movie", "MOV-3"));
    filters.add(filter(JobStatus.FINISHED, "Unit", null, "job", "Movie", "MOV-3"));
    filters.add(filter(null, "Celery Job", null, null, null, null));
    return filters;
  }

  private static JobFilter filter(
      JobStatus status, String type, String custom, String name, String media, String reference) {
    return new JobFilter(status, type, custom, name, media, reference, null, null, 7);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void the_pages_of_a_filter_are_all_that_match_in_both_directions(JobFilter filter)
      throws SQLException {
    List<Long> expected = matching(filter);

    List<Long> older = new ArrayList<>();
    Page<JobRow> page = query.list(filter);
    assertThat(page.hasPrevious()).isFalse();
    older.addAll(ids(page));
    while (page.hasNext()) {
      page = query.list(at(filter, last(page), null));
      assertThat(page.hasPrevious()).isTrue();
      older.addAll(ids(page));
    }
    assertThat(older).isEqualTo(expected);

    List<Long> newer = new ArrayList<>(ids(page));
    while (page.hasPrevious()) {
      page = query.list(at(filter, null, page.rows().get(0).job().id()));
      assertThat(page.hasNext()).isTrue();
      newer.addAll(0, ids(page));
    }
    assertThat(newer).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  void every_status_is_listed_and_counted(JobStatus status) {
    long counted =
        query.statusCounts().stream()
            .filter(count -> count.status() == status)
            .mapToLong(count -> count.count())
            .sum();
    JobFilter all = new JobFilter(status, null, null, null, null, null, null, null, 500);
    List<JobRow> rows = query.list(all).rows();
    assertThat(rows).isNotEmpty().hasSize((int) counted);
    assertThat(rows).allMatch(row -> row.job().status() == status);
  }

  @Test
  void a_cursor_whose_job_is_gone_still_leads_on() {
    Page<JobRow> page = query.list(at(JobFilter.newest(5), 1_000_000L, null));
    assertThat(page.rows()).hasSize(5);
    assertThat(page.hasPrevious()).isFalse();
    Page<JobRow> beyond = query.list(at(JobFilter.newest(5), 0L, null));
    assertThat(beyond.rows()).isEmpty();
    assertThat(beyond.hasPrevious()).isTrue();
  }

  @Test
  void two_cursors_at_once_are_refused() {
    assertThatThrownBy(() -> query.list(at(JobFilter.newest(5), 3L, 1L)))
        .hasMessageContaining("olderThan and newerThan");
  }

  private static JobFilter at(JobFilter filter, Long older, Long newer) {
    return new JobFilter(
        filter.status(),
        filter.jobType(),
        filter.customType(),
        filter.name(),
        filter.mediaType(),
        filter.referenceId(),
        older,
        newer,
        filter.limit());
  }

  private static long last(Page<JobRow> page) {
    return page.rows().get(page.rows().size() - 1).job().id();
  }

  private static List<Long> ids(Page<JobRow> page) {
    return page.rows().stream().map(row -> row.job().id()).toList();
  }

  /** By the view and in Java: nothing in common with the statement under test. */
  private static List<Long> matching(JobFilter filter) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("select * from gvp_jobs.job")) {
      while (rows.next()) {
        boolean matches =
            is(filter.status(), rows.getString("status"))
                && is(filter.jobType(), rows.getString("job_type"))
                && is(filter.customType(), rows.getString("custom_type"))
                && is(filter.mediaType(), rows.getString("media_type"))
                && is(filter.referenceId(), rows.getString("reference_id"))
                && (filter.name() == null
                    || rows.getString("name")
                        .toLowerCase(Locale.ROOT)
                        .contains(filter.name().toLowerCase(Locale.ROOT)));
        if (matches) {
          ids.add(rows.getLong("id"));
        }
      }
    }
    ids.sort(Collections.reverseOrder());
    return ids;
  }

  private static boolean is(Object wanted, String value) {
    return wanted == null || wanted.toString().equals(value);
  }
}
