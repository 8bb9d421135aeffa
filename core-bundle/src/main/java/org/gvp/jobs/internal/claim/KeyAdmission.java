package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;

/**
 * Admits jobs that have a concurrency key, as many of each key as may be Started at once; until
 * then the claim does not see them. It looks only at keys of which a job has come, gone or become
 * due, and at all of them once a minute, should one have been missed. One daemon at a time does it;
 * for the heartbeat's thread.
 */
public final class KeyAdmission {
  private static final Duration FULL_LOOK = Duration.ofMinutes(1);
  private static final Sql LOCK = sql("lockAdmission");
  private static final Sql CHANGED = sql("takeKeyChanges");
  private static final Sql DUE = sql("dueKeys");
  private static final Sql BLOCKED = sql("blockedKeys");
  private static final Sql ADMIT = sql("admitJobs");

  private final DataSource pool;
  private final DatabaseTime time;
  private Instant lookedAt;
  private Instant lookedAtAll;
  private volatile boolean busy;

  /** On the pool for claims. */
  public KeyAdmission(DataSource pool, DatabaseTime time) {
    this.pool = pool;
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(KeyAdmission.class, name);
  }

  /** Admits what may be admitted. */
  public void tick() throws SQLException {
    busy = Database.inTransaction(pool, this::admit) > 0;
  }

  /** Whether jobs were admitted the last time: then their ends will let others in soon. */
  public boolean isBusy() {
    return busy;
  }

  private int admit(Connection connection) throws SQLException {
    Instant now = lock(connection);
    if (now == null) {
      return 0;
    }
    boolean all = lookedAtAll == null || !now.isBefore(lookedAtAll.plus(FULL_LOOK));
    List<Long> keys = new ArrayList<>(keys(connection, CHANGED));
    if (all) {
      keys.addAll(keys(connection, BLOCKED));
      lookedAtAll = now;
    } else {
      keys.addAll(dueSince(connection, lookedAt, now));
    }
    lookedAt = now;
    return keys.isEmpty() ? 0 : admit(connection, keys, now);
  }

  private Instant lock(Connection connection) throws SQLException {
    try (NamedStatement statement = LOCK.prepare(connection)) {
      return statement
          .set("now", time.now())
          .list(row -> row.getBoolean("locked") ? NamedStatement.instant(row, "now") : null)
          .get(0);
    }
  }

  private static List<Long> keys(Connection connection, Sql sql) throws SQLException {
    try (NamedStatement statement = sql.prepare(connection)) {
      return statement.list(row -> row.getLong(1));
    }
  }

  private static List<Long> dueSince(Connection connection, Instant since, Instant now)
      throws SQLException {
    try (NamedStatement statement = DUE.prepare(connection)) {
      return statement.set("since", since).set("now", now).list(row -> row.getLong(1));
    }
  }

  private static int admit(Connection connection, List<Long> keys, Instant now)
      throws SQLException {
    try (NamedStatement statement = ADMIT.prepare(connection)) {
      return statement
          .set("keys", keys.stream().mapToLong(Long::longValue).distinct().toArray())
          .set("now", now)
          .list(row -> row.getLong(1))
          .size();
    }
  }
}
