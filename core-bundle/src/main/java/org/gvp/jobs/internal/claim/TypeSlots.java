package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.RuleType;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/**
 * How many jobs of a type may be Started at once in the cluster. Only types that have the rule pay
 * for it. For the heartbeat's thread.
 */
final class TypeSlots {
  private static final Sql FREE = Sql.named(TypeSlots.class, "freeSlots");
  private static final Sql TAKE = Sql.named(TypeSlots.class, "takeSlots");

  private final JobRules rules;
  private final Set<Integer> counted = new HashSet<>();

  TypeSlots(JobRules rules) {
    this.rules = rules;
  }

  /** Whether the type has a limit, as far as this daemon knows. */
  boolean isLimited(JobTypeKey type, int typeId) {
    int none = RuleType.CONCURRENCY_LIMIT.standard();
    boolean limited = rules.value(RuleType.CONCURRENCY_LIMIT, type, null) != none;
    if (!limited) {
      counted.remove(typeId);
    }
    return limited;
  }

  /**
   * How many of the wanted jobs may be claimed in this transaction; until it ends no other daemon
   * gets any. The first time since the rule was set, jobs that were claimed before are counted too.
   */
  int free(Connection connection, int typeId, int want) throws SQLException {
    try (NamedStatement statement = FREE.prepare(connection)) {
      statement.set("type", typeId).set("adopt", !counted.contains(typeId));
      int free = statement.list(row -> row.getObject(1) == null ? want : row.getInt(1)).get(0);
      if (free >= 0) {
        counted.add(typeId);
      }
      return Math.max(0, Math.min(free, want));
    }
  }

  /** Notes what was claimed. */
  void take(Connection connection, int typeId, List<ClaimedJob> jobs) throws SQLException {
    if (jobs.isEmpty()) {
      return;
    }
    try (NamedStatement statement = TAKE.prepare(connection)) {
      statement
          .set("type", typeId)
          .set("jobs", jobs.stream().mapToLong(ClaimedJob::id).toArray())
          .set("tokens", jobs.stream().mapToInt(ClaimedJob::token).toArray())
          .update();
    }
  }
}
