package org.gvp.jobs.internal.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.JobRegister;
import org.gvp.jobs.register.JobRegisterException;
import org.gvp.jobs.register.NewJob;

/** Creates jobs by the same SQL function that other systems use. Thread-safe. */
public final class PgJobRegister implements JobRegister {
  private static final Sql CREATE = Sql.named("createJob");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final DataSource pool;

  /** On a pool that may write. */
  public PgJobRegister(DataSource pool) {
    this.pool = pool;
  }

  @Override
  public long create(NewJob job) {
    try (Connection connection = pool.getConnection()) {
      return create(connection, job);
    } catch (SQLException e) {
      throw new JobRegisterException(
          "job '" + job.name() + "' could not be created: " + e.getMessage(), e);
    }
  }

  @Override
  public long create(Connection connection, NewJob job) throws SQLException {
    try (NamedStatement statement = CREATE.prepare(connection)) {
      return statement
          .set("name", job.name())
          .set("jobType", job.type().jobType())
          .set("customType", job.type().customType())
          .set("parameters", SafeJson.object("parameters", job.parameters()))
          .set("configuration", SafeJson.object("configuration", job.configuration()))
          .set("mediaType", job.mediaType())
          .set("referenceId", job.referenceId())
          .set("actions", json(job.actions()))
          .set("runAt", job.runAt())
          .set("priority", job.priority())
          .set("uniqueKey", job.uniqueKey())
          .list(row -> row.getLong(1))
          .get(0);
    } catch (SQLException e) {
      if ("22023".equals(e.getSQLState())) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      throw e;
    }
  }

  @Override
  public long[] createAll(List<NewJob> jobs) {
    try {
      return Database.inTransaction(pool, connection -> createAll(connection, jobs));
    } catch (SQLException e) {
      throw new JobRegisterException(
          jobs.size() + " jobs could not be created: " + e.getMessage(), e);
    }
  }

  private long[] createAll(Connection connection, List<NewJob> jobs) throws SQLException {
    List<NewJob> copied = jobs.stream().filter(JobCopy::takes).toList();
    long[] copiedIds = copied.isEmpty() ? new long[0] : new JobCopy(connection).create(copied);
    long[] ids = new long[jobs.size()];
    int next = 0;
    for (int i = 0; i < ids.length; i++) {
      NewJob job = jobs.get(i);
      ids[i] = JobCopy.takes(job) ? copiedIds[next++] : create(connection, job);
    }
    return ids;
  }

  private static String json(List<NewAction> actions) {
    if (actions == null) {
      return null;
    }
    ArrayNode array = MAPPER.createArrayNode();
    for (NewAction action : actions) {
      ObjectNode node = array.addObject();
      node.put("action_type", action.actionType());
      node.put("label", action.label());
      node.put("media_type", action.mediaType());
      node.put("reference_id", action.referenceId());
      node.put("key", action.key());
      if (action.parameters() != null) {
        node.set("parameters", tree(action.parameters()));
      }
    }
    return array.toString();
  }

  private static ObjectNode tree(String parameters) {
    try {
      return (ObjectNode) MAPPER.readTree(SafeJson.object("parameters", parameters));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters are no JSON", e);
    }
  }
}
