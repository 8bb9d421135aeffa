package org.gvp.jobs.internal.daemon;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.gvp.jobs.internal.claim.RegisterIds;
import org.gvp.jobs.internal.lease.Lease;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/**
 * Tells the register what agents this daemon has, and of every type whether some living daemon
 * serves it. For the heartbeat's thread.
 */
final class NodeReport {
  private static final Sql FORGET = Sql.named(NodeReport.class, "forgetAgents");
  private static final Sql REPORT = Sql.named(NodeReport.class, "reportAgent");
  private static final Sql UNSERVED = Sql.named(NodeReport.class, "markUnserved");

  private final DataSource pool;
  private final Lease lease;
  private final RegisterIds ids;
  private final DatabaseTime time;
  private final Supplier<List<NodeAgent>> agents;
  private List<NodeAgent> told;
  private int toldAs;

  NodeReport(
      DataSource pool,
      Lease lease,
      RegisterIds ids,
      DatabaseTime time,
      Supplier<List<NodeAgent>> agents) {
    this.pool = pool;
    this.lease = lease;
    this.ids = ids;
    this.time = time;
    this.agents = agents;
  }

  void tick() throws SQLException {
    List<NodeAgent> now = agents.get();
    int incarnation = lease.incarnation();
    if (!now.equals(told) || incarnation != toldAs) {
      for (NodeAgent agent : now) {
        for (JobTypeKey type : agent.types()) {
          ids.ofType(type);
        }
      }
      Database.inTransaction(pool, connection -> tell(connection, incarnation, now));
      told = now;
      toldAs = incarnation;
    }
    try (Connection connection = pool.getConnection();
        NamedStatement statement = UNSERVED.prepare(connection)) {
      statement.set("now", time.now()).update();
    }
  }

  private int tell(Connection connection, int incarnation, List<NodeAgent> now)
      throws SQLException {
    try (NamedStatement statement = FORGET.prepare(connection)) {
      statement.set("incarnation", incarnation).update();
    }
    for (NodeAgent agent : now) {
      try (NamedStatement statement = REPORT.prepare(connection)) {
        statement
            .set("incarnation", incarnation)
            .set("file", SafeJson.text(agent.file()))
            .set("symbolicName", agent.symbolicName())
            .set("version", agent.version())
            .set("state", agent.state())
            .set("code", agent.code())
            .set("reason", SafeJson.reason(agent.reason()))
            .set("types", typeIds(agent))
            .set("since", agent.since())
            .update();
      }
    }
    return now.size();
  }

  private int[] typeIds(NodeAgent agent) throws SQLException {
    int[] typeIds = new int[agent.types().size()];
    for (int i = 0; i < typeIds.length; i++) {
      typeIds[i] = ids.ofType(agent.types().get(i));
    }
    return typeIds;
  }
}
