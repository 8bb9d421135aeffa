package org.gvp.jobs.internal.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** How the register's statements, or somebody in their stead, can write a status. */
  private enum Way {
    UPDATE_OPEN(
        "update gvp_jobs.job_open set status = '%2$s', token = token + 1, %3$s where id = %1$d"),
    UPDATE_ENDED(
        "update gvp_jobs.job_ended set status = '%2$s', token = token + 1 where id = %1$d"),
    END(
        "with gone as (delete from gvp_jobs.job_open where id = %1$d returning *)"
            + " insert into gvp_jobs.job_ended (id, finish_time, type_id, token, from_status,"
            + " status, priority, plan_version, attempts, crashes) select id, now(), type_id,"
            + " token + 1, status, '%2$s', priority, plan_version, attempts, crashes from gone"),
    RETURN(
        "with gone as (delete from gvp_jobs.job_ended where id = %1$d returning *)"
            + " insert into gvp_jobs.job_open (id, run_at, type_id, status, token, priority)"
            + " select id, now(), type_id, '%2$s', token + 1, priority from gone");

    private final String sql;

    Way(String sql) {
      this.sql = sql;
    }

    boolean isFor(JobStatus from) {
      return from.isEnded() == (this == UPDATE_ENDED || this == RETURN);
    }
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(JobStatus.values())
        .flatMap(from -> Arrays.stream(JobStatus.values()).map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void of_all_pairs_the_database_takes_exactly_those_of_the_enum(JobStatus from, JobStatus to)
      throws SQLException {
    List<Way> taken = new ArrayList<>();
    for (Way way : Way.values()) {
      if (way.isFor(from) && takes(way, jobIn(from), to)) {
        taken.add(way);
      }
    }
    assertThat(taken).hasSize(JobTransition.isLegal(from, to) ? 1 : 0);
  }

  private static boolean takes(Way way, long id, JobStatus to) {
    try {
      return write(way, id, to) == 1;
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("23514");
      assertThat(e.getMessage()).matches("(?s).*(job " + id + "|open_status|ended_|_owner).*");
      return false;
    }
  }

  @Test
  void the_enum_has_no_edge_twice_for_one_actor_and_cause() {
    assertThat(JobTransition.values())
        .extracting(e -> e.from() + " " + e.to() + " " + e.actor() + " " + e.cause())
        .doesNotHaveDuplicates();
    assertThat(JobTransition.values()).allSatisfy(e -> assertThat(e.guard()).isNotBlank());
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
                    "update gvp_jobs.job_open set owner = 1, claimed_at = now() where id = "
                        + jobIn(JobStatus.CREATING)))
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
      case STARTED, STOPPED -> write(Way.UPDATE_OPEN, id, status);
      case ERROR -> {
        write(Way.UPDATE_OPEN, id, JobStatus.STARTED);
        write(Way.UPDATE_OPEN, id, status);
      }
      case FINISHED, FAIL -> {
        write(Way.UPDATE_OPEN, id, JobStatus.STARTED);
        write(Way.END, id, status);
        execute(
            "insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, from_status,"
                + " to_status, cause) values (%d, 1, now(), now(), 'Started', '%s', 'failed')"
                    .formatted(id, status));
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

  private static int write(Way way, long id, JobStatus to) throws SQLException {
    boolean starts = to == JobStatus.STARTED;
    String owner = starts ? "owner = 1, claimed_at = now()" : "owner = null, claimed_at = null";
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(way.sql.formatted(id, to, owner));
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
