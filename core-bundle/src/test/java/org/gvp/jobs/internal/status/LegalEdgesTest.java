package org.gvp.jobs.internal.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTransition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The database refuses exactly those edges that {@link JobTransition} does not have. */
class LegalEdgesTest {
  private static TestDatabase database;
  private static Connection connection;
  private static long lastId;

  @BeforeAll
  static void migrate() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    connection = database.dataSource().getConnection();
    execute("insert into gvp_jobs.job_type (job_type) values ('Unit')");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (JobStatus from : JobStatus.values()) {
      for (JobStatus to : JobStatus.values()) {
        if (from != to && !from.isEnded()) {
          pairs.add(Arguments.of(from, to));
        }
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void an_edge_is_taken_if_the_enum_has_it_and_refused_if_not(JobStatus from, JobStatus to)
      throws SQLException {
    long id = jobIn(from);
    if (JobTransition.isLegal(from, to)) {
      move(id, from, to);
    } else {
      assertThatThrownBy(() -> move(id, from, to))
          .isInstanceOf(SQLException.class)
          .hasMessageMatching("(?s).*(job " + id + "|ended_edge).*");
    }
  }

  @Test
  void a_job_changes_status_or_hands_only_under_a_growing_token() throws SQLException {
    long id = jobIn(JobStatus.WAITING);
    assertThatThrownBy(
            () -> execute("update gvp_jobs.job_open set status = 'Stopped' where id = " + id))
        .hasMessageContaining("job " + id)
        .hasMessageContaining("the token must grow");
    assertThatThrownBy(
            () ->
                execute(
                    "update gvp_jobs.job_open set owner = 1, claimed_at = now() where id = " + id))
        .hasMessageContaining("the token must grow");
  }

  @Test
  void nothing_is_created_in_any_status_but_creating_and_waiting() {
    for (JobStatus status : JobStatus.values()) {
      if (!JobTransition.isLegal(null, status)) {
        assertThatThrownBy(() -> insert(++lastId, status)).isInstanceOf(SQLException.class);
      }
    }
    assertThat(JobTransition.isLegal(null, JobStatus.CREATING)).isTrue();
  }

  private static long jobIn(JobStatus status) throws SQLException {
    long id = ++lastId;
    insert(id, status == JobStatus.CREATING ? status : JobStatus.WAITING);
    switch (status) {
      case STARTED -> move(id, JobStatus.WAITING, JobStatus.STARTED);
      case STOPPED -> move(id, JobStatus.WAITING, JobStatus.STOPPED);
      case ERROR -> {
        move(id, JobStatus.WAITING, JobStatus.STARTED);
        move(id, JobStatus.STARTED, JobStatus.ERROR);
      }
      default -> {}
    }
    return id;
  }

  private static void insert(long id, JobStatus status) throws SQLException {
    execute(
        "insert into gvp_jobs.job_open (id, run_at, type_id, status, priority) values (%d, now(), 1, '%s', 5)"
            .formatted(id, status));
  }

  private static void move(long id, JobStatus from, JobStatus to) throws SQLException {
    if (to.isEnded()) {
      execute(
          ("with gone as (delete from gvp_jobs.job_open where id = %d returning *)"
                  + " insert into gvp_jobs.job_ended (id, finish_time, type_id, token, from_status, status,"
                  + " priority, plan_version, attempts, crashes)"
                  + " select id, now(), type_id, token + 1, status, '%s', priority, plan_version, attempts,"
                  + " crashes from gone")
              .formatted(id, to));
      return;
    }
    String owner = to == JobStatus.STARTED ? "1, claimed_at = now()" : "null, claimed_at = null";
    execute(
        "update gvp_jobs.job_open set status = '%s', token = token + 1, owner = %s where id = %d"
            .formatted(to, owner, id));
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
