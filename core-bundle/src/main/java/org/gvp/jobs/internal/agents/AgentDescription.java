package org.gvp.jobs.internal.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobTypeKey;

/**
 * What an agent says about itself by {@link JobType}, read from its service properties.
 *
 * @param types what it serves
 * @param planVersion the version of its way of listing actions
 * @param ordered whether actions are performed one after the other
 * @param concurrency how many actions are performed at once on one daemon
 * @param bestEffort whether failed actions still let a job finish
 */
public record AgentDescription(
    List<JobTypeKey> types, int planVersion, boolean ordered, int concurrency, boolean bestEffort) {

  private static final int MOST_THREADS = 1_000;

  /** Checks the numbers. */
  public AgentDescription {
    types = List.copyOf(types);
    check("concurrency", concurrency, MOST_THREADS);
    check("planVersion", planVersion, Short.MAX_VALUE);
  }

  private static void check(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " must be 1 to " + most + ", but is " + value);
    }
  }

  /**
   * Reads service properties.
   *
   * @throws IllegalArgumentException if they name no type, or one that does not exist
   */
  public static AgentDescription of(Map<String, Object> properties) {
    return new AgentDescription(
        types(properties),
        number(properties, "planVersion", 1),
        flag(properties, "ordered"),
        number(properties, "concurrency", 8),
        flag(properties, "bestEffort"));
  }

  private static List<JobTypeKey> types(Map<String, Object> properties) {
    Object value = properties.get(JobType.PREFIX_ + "job.type");
    if (value == null) {
      throw new IllegalArgumentException("it names no job type: annotate it with @JobType");
    }
    String[] names = value instanceof String[] array ? array : new String[] {value.toString()};
    Object custom = properties.get(JobType.PREFIX_ + "customType");
    String customType = custom == null || custom.toString().isEmpty() ? null : custom.toString();
    List<JobTypeKey> types = new ArrayList<>();
    for (String name : names) {
      types.add(new JobTypeKey(name, name.equals(JobTypeKey.CUSTOM) ? customType : null));
    }
    return types;
  }

  private static int number(Map<String, Object> properties, String name, int otherwise) {
    Object value = properties.get(JobType.PREFIX_ + name);
    return value == null ? otherwise : Integer.parseInt(value.toString());
  }

  private static boolean flag(Map<String, Object> properties, String name) {
    return Boolean.parseBoolean(String.valueOf(properties.get(JobType.PREFIX_ + name)));
  }
}
