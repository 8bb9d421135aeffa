package org.gvp.jobs.internal.retention;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;

/** Deletes, in small batches, what else would only grow. Immutable. */
final class Housekeeping {
  private static final int BATCH = 5_000;
  private static final Sql TRIM_RESULTS = sql("trimResults");
  private static final List<Sql> REST =
      List.of(sql("forgetFires"), sql("forgetNodeAgents"), sql("forgetNodes"));

  private final DatabaseTime time;

  Housekeeping(DatabaseTime time) {
    this.time = time;
  }

  private static Sql sql(String name) {
    return Sql.named(Housekeeping.class, name).withLimit(BATCH);
  }

  /** Results of actions that have been put off very often; answers how many rows. */
  int trimResults(Connection connection) throws SQLException {
    try (NamedStatement statement = TRIM_RESULTS.prepare(connection)) {
      return statement.update();
    }
  }

  /** Old fires of schedules, and daemons of long ago; answers how many rows. */
  int forgetRest(Connection connection) throws SQLException {
    int forgotten = 0;
    for (Sql sql : REST) {
      try (NamedStatement statement = sql.prepare(connection)) {
        forgotten += statement.set("now", time.now()).update();
      }
    }
    return forgotten;
  }
}
