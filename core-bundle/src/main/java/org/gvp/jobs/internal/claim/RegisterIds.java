package org.gvp.jobs.internal.claim;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTypeKey;

/** The numbers that job types and agent versions have in the register. Thread-safe. */
public final class RegisterIds {
  private static final Sql TYPE = Sql.named(RegisterIds.class, "jobTypeId");
  private static final Sql AGENT = Sql.named(RegisterIds.class, "agentVersionId");

  private final DataSource pool;
  private final Map<JobTypeKey, Integer> types = new ConcurrentHashMap<>();
  private final Map<String, Integer> agents = new ConcurrentHashMap<>();

  /** Asks the register once for each. */
  public RegisterIds(DataSource pool) {
    this.pool = pool;
  }

  /** The number of a type; it gets one if it has none. */
  public int ofType(JobTypeKey type) throws SQLException {
    Integer known = types.get(type);
    if (known == null) {
      try (Connection connection = pool.getConnection();
          NamedStatement statement = TYPE.prepare(connection)) {
        statement.set("jobType", type.jobType()).set("customType", type.customType());
        known = statement.list(row -> row.getInt(1)).get(0);
      }
      types.put(type, known);
    }
    return known;
  }

  /** The number of an agent version; it gets one if it has none. */
  public int ofAgent(String symbolicName, String version) throws SQLException {
    String key = symbolicName + " " + version;
    Integer known = agents.get(key);
    if (known == null) {
      try (Connection connection = pool.getConnection();
          NamedStatement statement = AGENT.prepare(connection)) {
        statement.set("symbolicName", symbolicName).set("version", version);
        known = statement.list(row -> row.getInt(1)).get(0);
      }
      agents.put(key, known);
    }
    return known;
  }
}
