package org.gvp.jobs.internal.retention;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets ended jobs that the rules of their types do not protect. Full partitions are dropped once
 * little in them is protected, which costs nearly nothing; where partitions take longer than a day
 * to fill, jobs are deleted in small batches, oldest first. Either way a job is gone within about a
 * day after the rules let it go. One daemon at a time; each step is a transaction of its own and
 * can be repeated. For one thread.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration SURVEY_EVERY = Duration.ofHours(1);
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Sql TAKE_TURN = sql("takeTurn");
  private static final Sql SURVEY = sql("surveyRanges");
  private static final Sql FORGET_RANGE = sql("forgetRange");
  private static final Sql FORGET_JOBS = sql("forgetJobs");
  private static final Sql HORIZON_AGE = sql("horizonAge");

  private final DataSource pool;
  private final RetentionConfig config;
  private final Clock clock;
  private final DatabaseTime time;
  private final Housekeeping housekeeping;
  private final Deque<IdRange.Work> drops = new ArrayDeque<>();
  private final Deque<IdRange.Work> deletions = new ArrayDeque<>();
  private Instant nextSurvey = Instant.MIN;
  private long from;

  /** On a pool that may take its time. */
  public Retention(DataSource pool, RetentionConfig config, Clock clock, DatabaseTime time) {
    this.pool = pool;
    this.config = config;
    this.clock = clock;
    this.time = time;
    this.housekeeping = new Housekeeping(time);
  }

  private static Sql sql(String name) {
    return Sql.named(Retention.class, name);
  }

  /** Does a minute's worth of forgetting. */
  public void tick() throws SQLException {
    boolean dropped = true;
    for (int i = 0; i < config.dropsPerTick() && dropped; i++) {
      if (!clock.instant().isBefore(nextSurvey)) {
        plan();
      }
      dropped = !drops.isEmpty() && dropRange(drops.peek());
    }
    if (horizonAge() < config.oldHorizon()) {
      alone(housekeeping::trimResults);
      deleteJobs();
    }
  }

  private void plan() throws SQLException {
    drops.clear();
    deletions.clear();
    from = 0;
    for (IdRange.Work work : IdRange.plan(survey(), config.mostKeptJobs())) {
      (work.drop() ? drops : deletions).add(work);
    }
    alone(housekeeping::forgetRest);
    nextSurvey = clock.instant().plus(SURVEY_EVERY);
  }

  /** Does work as the only daemon; null if another one is at it. */
  private <T> T alone(Database.Work<T> work) throws SQLException {
    return Database.inTransaction(
        pool,
        connection -> {
          try (NamedStatement turn = TAKE_TURN.prepare(connection)) {
            return turn.list(row -> row.getBoolean(1)).get(0) ? work.on(connection) : null;
          }
        });
  }

  private List<IdRange> survey() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = SURVEY.prepare(connection)) {
      return statement
          .set("now", time.now())
          .set("mostJobs", config.mostKeptJobs())
          .list(
              row ->
                  new IdRange(
                      row.getLong("first_id"),
                      row.getLong("end_id"),
                      row.getBoolean("passed"),
                      row.getBoolean("slow"),
                      row.getLong("staying"),
                      row.getLong("going")));
    }
  }

  private long horizonAge() throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = HORIZON_AGE.prepare(connection)) {
      return statement.list(row -> row.getLong("age")).get(0);
    }
  }

  /**
   * Answers whether the ranges are others now. One that is locked by others is tried again next
   * time, one that cannot go yet after the next survey.
   */
  private boolean dropRange(IdRange.Work range) throws SQLException {
    List<Forgotten> forgotten;
    try {
      forgotten = Database.inTransaction(pool, connection -> forgetRange(connection, range));
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      LOG.debug("jobs {} to {}: others read or write there", range.first(), range.end() - 1);
      return false;
    }
    drops.remove();
    for (Forgotten f : forgotten) {
      nextSurvey = Instant.MIN;
      LOG.info(
          "jobs {} to {}: forgot the {} that no rule protects, kept {}",
          range.first(),
          range.end() - 1,
          f.count,
          f.other);
    }
    return !forgotten.isEmpty();
  }

  private List<Forgotten> forgetRange(Connection connection, IdRange.Work work)
      throws SQLException {
    try (NamedStatement statement = FORGET_RANGE.prepare(connection)) {
      statement.set("first", work.first()).set("end", work.end()).set("now", time.now());
      statement.set("mostJobs", config.mostKeptJobs());
      statement.set("mostActions", config.mostKeptActions());
      return statement.list(row -> new Forgotten(row.getLong("forgotten"), row.getLong("kept")));
    }
  }

  private void deleteJobs() throws SQLException {
    long forgotten = 0;
    for (int i = 0; i < config.windowsPerTick() && forgotten < config.jobsPerTick(); i++) {
      if (deletions.isEmpty()) {
        break;
      }
      forgotten += deleteBatch(deletions.peek());
    }
    if (forgotten > 0) {
      LOG.info("forgot {} ended jobs that no rule protects", forgotten);
    }
  }

  private long deleteBatch(IdRange.Work range) throws SQLException {
    long first = Math.max(from, range.first());
    long end = Math.min(first + config.window(), range.end());
    Forgotten batch = alone(connection -> forgetJobs(connection, first, end));
    if (batch == null) {
      deletions.clear(); // another daemon is at it
      return 0;
    }
    from = batch.count > 0 ? batch.other + 1 : end;
    if (from >= range.end()) {
      deletions.remove();
    }
    return batch.count;
  }

  private Forgotten forgetJobs(Connection connection, long first, long end) throws SQLException {
    try (NamedStatement statement = FORGET_JOBS.withLimit(config.batch()).prepare(connection)) {
      statement.set("first", first).set("end", end).set("now", time.now());
      return statement
          .set("mostActions", config.batchActions())
          .list(row -> new Forgotten(row.getLong("forgotten"), row.getLong("last")))
          .get(0);
    }
  }

  /** How many jobs were forgotten; and how many kept, or the id of the last. */
  private record Forgotten(long count, long other) {}
}
