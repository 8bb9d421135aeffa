package org.gvp.jobs.internal.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
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
          .set("name", SafeJson.sound("name", job.name()))
          .set("jobType", job.type().jobType())
          .set("customType", SafeJson.sound("custom type", job.type().customType()))
          .set("parameters", SafeJson.object("parameters", job.parameters()))
          .set("configuration", SafeJson.object("configuration", job.configuration()))
          .set("mediaType", SafeJson.sound("media type", job.mediaType()))
          .set("referenceId", SafeJson.sound("reference id", job.referenceId()))
          .set("actions", json(job.actions()))
          .set("runAt", job.runAt())
          .set("priority", job.priority())
          .set("uniqueKey", SafeJson.sound("unique key", job.uniqueKey()))
          .set("concurrencyKey", SafeJson.sound("concurrency key", job.concurrencyKey()))
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
      String what = "action " + (array.size() + 1) + ": ";
      ObjectNode node = array.addObject();
      node.put("action_type", SafeJson.sound(what + "action type", action.actionType()));
      node.put("label", SafeJson.sound(what + "label", action.label()));
      node.put("media_type", SafeJson.sound(what + "media type", action.mediaType()));
      node.put("reference_id", SafeJson.sound(what + "reference id", action.referenceId()));
      node.put("key", SafeJson.sound(what + "key", action.key()));
      if (action.parameters() != null) {
        String parameters = SafeJson.object(what + "parameters", action.parameters());
        node.putRawValue("parameters", new RawValue(parameters));
      }
    }
    return array.toString();
  }
}
