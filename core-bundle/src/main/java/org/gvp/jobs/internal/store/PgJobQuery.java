package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.JobListStatement.Direction;
import org.gvp.jobs.internal.store.NamedStatement.RowMapper;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.ActionRow;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.query.JobRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.query.QueryException;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.StatusCount;
import org.gvp.jobs.query.TypeStatus;

/**
 * Answers questions from the register. Its connections should be read-only and have a statement
 * timeout: no question is worth more than a second. Thread-safe.
 */
public final class PgJobQuery implements JobQuery {
  private final DataSource database;
  private final Supplier<Optional<Instant>> outSince;

  /** On a pool of read-only connections. */
  public PgJobQuery(DataSource database) {
    this(database, Optional::empty);
  }

  /**
   * On a pool of read-only connections.
   *
   * @param outSince since when the register is known to be out of reach
   */
  public PgJobQuery(DataSource database, Supplier<Optional<Instant>> outSince) {
    this.database = database;
    this.outSince = outSince;
  }

  @Override
  public Optional<Job> find(long id) {
    return ask(
        "finding job " + id, connection -> first(connection, Sql.named("findJob"), id, Rows::job));
  }

  @Override
  public Page<JobRow> list(JobFilter filter) {
    if (filter.olderThan() != null && filter.newerThan() != null) {
      throw new IllegalArgumentException(
          "olderThan and newerThan are both given; a page has one cursor");
    }
    return ask("listing jobs by " + filter, connection -> page(connection, filter));
  }

  private static Page<JobRow> page(Connection connection, JobFilter filter) throws SQLException {
    List<Integer> types = types(connection, filter);
    if (types != null && types.isEmpty()) {
      return new Page<>(List.of(), false, false);
    }
    boolean newer = filter.newerThan() != null;
    Long cursor = newer ? filter.newerThan() : filter.olderThan();
    Direction direction = newer ? Direction.NEWER : Direction.OLDER;
    List<JobRow> rows =
        jobs(
            connection, new JobListStatement(filter, types, direction, cursor, filter.limit() + 1));
    boolean more = rows.size() > filter.limit();
    rows = new ArrayList<>(more ? rows.subList(0, filter.limit()) : rows);
    boolean behind = cursor != null && !back(connection, filter, types, direction, cursor);
    if (newer) {
      Collections.reverse(rows);
    }
    return new Page<>(rows, newer ? more : behind, newer ? behind : more);
  }

  /** Whether there is nothing on the side of the cursor that the page does not lie on. */
  private static boolean back(
      Connection connection,
      JobFilter filter,
      List<Integer> types,
      Direction direction,
      long cursor)
      throws SQLException {
    boolean older = direction == Direction.OLDER;
    return jobs(
            connection,
            new JobListStatement(
                filter,
                types,
                older ? Direction.NEWER : Direction.OLDER,
                older ? cursor - 1 : cursor + 1,
                1))
        .isEmpty();
  }

  private static List<JobRow> jobs(Connection connection, JobListStatement list)
      throws SQLException {
    try (NamedStatement statement = list.prepare(connection)) {
      return statement.list(Rows::jobRow);
    }
  }

  private static List<Integer> types(Connection connection, JobFilter filter) throws SQLException {
    if (filter.jobType() == null && filter.customType() == null) {
      return null;
    }
    try (NamedStatement statement = Sql.named("findTypeIds").prepare(connection)) {
      return statement
          .set("jobType", filter.jobType())
          .set("customType", filter.customType())
          .list(row -> row.getInt("id"));
    }
  }

  @Override
  public Optional<ActionCounts> actionCounts(long jobId) {
    return ask(
        "counting the actions of job " + jobId,
        connection -> first(connection, Sql.named("countActions"), jobId, Rows::actionCounts));
  }

  @Override
  public Page<ActionRow> actions(long jobId, ActionFilter filter) {
    if (filter.after() != null && filter.before() != null) {
      throw new IllegalArgumentException("after and before are both given; a page has one cursor");
    }
    return ask(
        "listing the actions of job " + jobId + " by " + filter,
        connection -> actionPage(connection, jobId, filter));
  }

  private static Page<ActionRow> actionPage(Connection connection, long jobId, ActionFilter filter)
      throws SQLException {
    boolean forward = filter.before() == null;
    Integer cursor = forward ? filter.after() : filter.before();
    List<ActionRow> rows = listed(connection, jobId, filter, forward, cursor, filter.limit() + 1);
    boolean more = rows.size() > filter.limit();
    rows = new ArrayList<>(more ? rows.subList(0, filter.limit()) : rows);
    boolean behind =
        cursor != null
            && !listed(connection, jobId, filter, !forward, forward ? cursor + 1 : cursor - 1, 1)
                .isEmpty();
    if (!forward) {
      Collections.reverse(rows);
    }
    if (rows.isEmpty() && !behind && (cursor == null || (forward && cursor < 0))) {
      rows.addAll(own(connection, jobId, filter));
    }
    return new Page<>(rows, forward ? behind : more, forward ? more : behind);
  }

  private static List<ActionRow> listed(
      Connection connection,
      long jobId,
      ActionFilter filter,
      boolean forward,
      Integer cursor,
      int limit)
      throws SQLException {
    try (NamedStatement statement =
        new ActionListStatement(jobId, filter.status(), forward, cursor, limit)
            .prepare(connection)) {
      return statement.list(Rows::action);
    }
  }

  private static List<ActionRow> own(Connection connection, long jobId, ActionFilter filter)
      throws SQLException {
    return first(connection, Sql.named("findOwnAction"), jobId, Rows::action)
        .filter(row -> filter.status() == null || filter.status() == row.action().status())
        .map(List::of)
        .orElse(List.of());
  }

  @Override
  public List<JobRun> runs(long jobId, int limit) {
    return ask(
        "reading the history of job " + jobId,
        connection -> {
          try (NamedStatement statement =
              Sql.of("listRuns", SqlText.read("listRuns").replace("{limit}", "" + limit))
                  .prepare(connection)) {
            List<JobRun> runs = new ArrayList<>(statement.set("id", jobId).list(Rows::run));
            Collections.reverse(runs);
            return runs;
          }
        });
  }

  @Override
  public List<StatusCount> statusCounts() {
    return list("counting jobs by status", "countStatuses", Rows::statusCount);
  }

  @Override
  public List<TypeStatus> types() {
    return list("listing the job types", "listTypes", Rows::typeStatus);
  }

  @Override
  public List<AgentRow> agents() {
    return list("listing the agents", "listAgents", Rows::agent);
  }

  @Override
  public List<NodeRow> nodes() {
    return list("listing the daemons", "listNodes", Rows::node);
  }

  @Override
  public List<ScheduleRow> schedules() {
    return list("listing the schedules", "listSchedules", Rows::schedule);
  }

  private <T> List<T> list(String what, String name, RowMapper<T> mapper) {
    return ask(
        what,
        connection -> {
          try (NamedStatement statement = Sql.named(name).prepare(connection)) {
            return statement.list(mapper);
          }
        });
  }

  private static <T> Optional<T> first(Connection connection, Sql sql, long id, RowMapper<T> mapper)
      throws SQLException {
    try (NamedStatement statement = sql.prepare(connection)) {
      return statement.set("id", id).list(mapper).stream().findFirst();
    }
  }

  private <T> T ask(String what, Database.Work<T> question) {
    try (Connection connection = database.getConnection()) {
      return question.on(connection);
    } catch (SQLException e) {
      String cause = "57014".equals(e.getSQLState()) ? "stopped: it took too long" : e.getMessage();
      throw new QueryException(outage() + what + " failed: " + cause, e);
    }
  }

  private String outage() {
    return outSince
        .get()
        .map(since -> "the register is out of reach since " + since + "; ")
        .orElse("");
  }
}
