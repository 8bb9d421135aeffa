package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.gvp.jobs.job.JobTypeKey;

/**
 * The rules of the job types, as they were read last. A rule for the action type wins over one for
 * all actions, and that over the standard value. Thread-safe.
 */
public final class JobRules {
  private static final Sql READ = Sql.named("readRules");

  private final DataSource pool;
  private volatile Map<Key, Integer> rules = Map.of();

  /** With standard values until they are read. */
  public JobRules(DataSource pool) {
    this.pool = pool;
  }

  /** Reads them anew. */
  public void refresh() throws SQLException {
    Map<Key, Integer> read = new HashMap<>();
    try (Connection connection = pool.getConnection();
        NamedStatement statement = READ.prepare(connection)) {
      statement
          .list(
              row ->
                  Map.entry(
                      new Key(
                          row.getString("job_type"),
                          row.getString("custom_type"),
                          row.getString("action_type"),
                          row.getString("rule_type")),
                      row.getInt("value")))
          .forEach(rule -> read.put(rule.getKey(), rule.getValue()));
    }
    rules = Map.copyOf(read);
  }

  /** The value of a rule for actions of a type; the action type may be null. */
  public int value(RuleType rule, JobTypeKey type, String actionType) {
    Map<Key, Integer> current = rules;
    Integer value = current.get(key(rule, type, actionType));
    if (value == null) {
      value = current.get(key(rule, type, null));
    }
    return value == null ? rule.standard() : value;
  }

  private static Key key(RuleType rule, JobTypeKey type, String actionType) {
    Objects.requireNonNull(type, "type");
    return new Key(type.jobType(), type.customType(), actionType, rule.label());
  }

  private record Key(String jobType, String customType, String actionType, String ruleType) {}
}
