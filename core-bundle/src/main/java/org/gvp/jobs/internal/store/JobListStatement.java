package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.JobFilter;

/**
 * Puts the statement for a page of jobs together: one text per combination of filters, in which
 * status, types and limit are literals, because a plan that must hold for all of them reads the
 * whole register. Immutable.
 */
final class JobListStatement {
  /** Which way the page lies from the cursor. */
  enum Direction {
    /** Descending ids. */
    OLDER("desc"),
    /** Ascending ids. */
    NEWER("asc");

    final String order;

    Direction(String order) {
      this.order = order;
    }
  }

  private static final String FRAME = SqlText.read("listJobs");
  private static final String OPEN = SqlText.read("listOpenJobs");
  private static final String STARTED = SqlText.read("listStartedJobs");
  private static final String ENDED = SqlText.read("listEndedJobs");

  private final JobFilter filter;
  private final List<Integer> types;
  private final Direction direction;
  private final Long cursor;
  private final int limit;

  /**
   * The jobs of the filter beyond a cursor.
   *
   * @param filter what they must be; its own cursors and limit are not looked at
   * @param types the ids of the types that the filter names, or null if it names none
   * @param direction which way
   * @param cursor the id to start behind, or null
   * @param limit how many at most
   */
  JobListStatement(
      JobFilter filter, List<Integer> types, Direction direction, Long cursor, int limit) {
    this.filter = filter;
    this.types = types;
    this.direction = direction;
    this.cursor = cursor;
    this.limit = limit;
  }

  /** The statement, as it stands before the parameters are set. */
  String text() {
    return fill(FRAME.replace("{arms}", arms()));
  }

  /** Prepares the statement with its parameters. */
  NamedStatement prepare(Connection connection) throws SQLException {
    return set(Sql.of("listJobs", text()).prepare(connection));
  }

  /** Sets the parameters of a statement with this one's text in it. */
  NamedStatement set(NamedStatement statement) throws SQLException {
    if (cursor != null) {
      statement.set("cursor", cursor);
    }
    if (filter.name() != null) {
      statement.set("name", "%" + filter.name().replaceAll("([\\\\%_])", "\\\\$1") + "%");
    }
    if (filter.mediaType() != null) {
      statement.set("mediaType", filter.mediaType());
    }
    if (filter.referenceId() != null) {
      statement.set("referenceId", filter.referenceId());
    }
    return statement;
  }

  private String arms() {
    JobStatus status = filter.status();
    List<String> arms = new ArrayList<>();
    if (status == JobStatus.STARTED) {
      arms.add(arm(STARTED));
    } else if (status == null || !status.isEnded()) {
      arms.add(arm(OPEN));
    }
    if (status == null || status.isEnded()) {
      arms.add(arm(ENDED));
    }
    return String.join("\nunion all\n", arms);
  }

  private String arm(String template) {
    List<String> where = conditions();
    String arm =
        template.replace(
            "{join}", needsDetail() ? "join gvp_jobs.job_detail f on f.id = j.id" : "");
    if (types == null || types.size() == 1) {
      if (types != null) {
        where.add("j.type_id = " + types.get(0));
      }
      return arm.replace("{where}", String.join(" and ", where));
    }
    // One limited look per type, for the index leads with the type.
    where.add("j.type_id = k.id");
    String ids = types.stream().map(String::valueOf).collect(Collectors.joining(","));
    return "(select x.* from unnest('{%s}'::integer[]) as k(id)%ncross join lateral %s x)"
        .formatted(ids, arm.replace("{where}", String.join(" and ", where)));
  }

  private List<String> conditions() {
    List<String> where = new ArrayList<>();
    where.add("true");
    if (filter.status() != null) {
      where.add("j.status = '" + filter.status().label() + "'");
      switch (filter.status()) {
        case CREATING, STOPPED, ERROR -> where.add("j.unusual");
        case WAITING, STARTED, FINISHED, FAIL -> {}
      }
    }
    if (cursor != null) {
      where.add(direction == Direction.OLDER ? "j.id < :cursor" : "j.id > :cursor");
    }
    if (filter.name() != null) {
      where.add("f.name ilike :name");
    }
    if (filter.mediaType() != null) {
      where.add("f.media_type = :mediaType");
    }
    if (filter.referenceId() != null) {
      where.add("f.reference_id = :referenceId");
    }
    return where;
  }

  private boolean needsDetail() {
    return filter.name() != null || filter.mediaType() != null || filter.referenceId() != null;
  }

  private String fill(String text) {
    return text.replace("{order}", direction.order).replace("{limit}", Integer.toString(limit));
  }
}
