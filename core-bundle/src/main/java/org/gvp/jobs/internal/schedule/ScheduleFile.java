package org.gvp.jobs.internal.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.job.JobTypeKey;

/**
 * Reads a schedule from the values of its file, {@code etc/org.gvp.jobs.schedule~<name>.cfg}:
 *
 * <pre>
 * cron          = 0 30 3 * * ?       Quartz: second minute hour day-of-month month day-of-week [year]
 * zone          = Europe/Madrid      default UTC
 * job_type      = ProductsIntegrationCatalogExporter
 * custom_type   = acme.Invoice       where job_type is Custom
 * parameters    = {"days": 7}        JSON object, optional
 * configuration = {}                 JSON object, optional
 * missed        = run_once | skip    default run_once
 * overlap       = skip | allow       default skip
 * enabled       = true | false       default true
 * </pre>
 *
 * Five-field crons of Unix are not taken: their day-of-week counts differently.
 */
public final class ScheduleFile {
  /** The factory PID of schedules. */
  public static final String PID = "org.gvp.jobs.schedule";

  /**
   * What was read.
   *
   * @param schedule the schedule; null if there are problems
   * @param problems what is wrong, each naming key, value and what is allowed
   */
  public record Parsed(Schedule schedule, List<String> problems) {}

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "cron",
              "zone",
              "job_type",
              "custom_type",
              "parameters",
              "configuration",
              "missed",
              "overlap",
              "enabled"));
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ -]{0,149}");
  private static final int MAX_CRON = 200;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private ScheduleFile(Map<String, String> values) {
    this.values = values;
  }

  /** Reads it and finds all problems at once. */
  public static Parsed parse(String name, Map<String, String> values) {
    ScheduleFile file = new ScheduleFile(values);
    Schedule schedule = file.read(name);
    return file.problems.isEmpty()
        ? new Parsed(schedule, List.of())
        : new Parsed(null, List.copyOf(file.problems));
  }

  private Schedule read(String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      problems.add(
          "name '"
              + name
              + "': call the file "
              + PID
              + "~<name>.cfg, the name being of letters,"
              + " digits, '.', '_', '-', at most 150");
    }
    values.keySet().stream()
        .filter(key -> !KEYS.contains(key))
        .sorted()
        .forEach(key -> problem(key, "no such key; there are " + KEYS));
    ZoneId zone = zone();
    return new Schedule(
        name,
        cron(zone),
        zone,
        type(),
        json("parameters"),
        json("configuration"),
        word("missed", Schedule.Missed.values(), Schedule.Missed.RUN_ONCE),
        word("overlap", Schedule.Overlap.values(), Schedule.Overlap.SKIP),
        word("enabled", new Boolean[] {true, false}, true));
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(values.getOrDefault("zone", "UTC"));
    } catch (DateTimeException e) {
      problem("zone", "no such time zone; write one like Europe/Madrid or UTC");
      return ZoneId.of("UTC");
    }
  }

  private String cron(ZoneId zone) {
    String cron = values.get("cron");
    String form = "second minute hour day-of-month month day-of-week [year], one day being ?";
    if (cron == null) {
      problems.add("cron is missing: " + form + ", as in 0 30 3 * * ?");
      return null;
    }
    if (cron.length() > MAX_CRON) {
      problem("cron", "has " + cron.length() + " characters, allowed are " + MAX_CRON);
      return null;
    }
    try {
      if (!new CronTimes(cron, zone).canBeDue()) {
        problem("cron", "is never due");
      }
    } catch (RuntimeException e) { // the library has more kinds than the one it promises
      problem("cron", "no Quartz expression (" + form + "): " + e.getMessage());
    }
    return cron.strip().replaceAll("\\s+", " ");
  }

  private JobTypeKey type() {
    String type = values.get("job_type");
    String custom = values.get("custom_type");
    if (type == null) {
      problems.add("job_type is missing: one of " + JobTypeKey.JOB_TYPES);
      return null;
    }
    try {
      return new JobTypeKey(type, custom == null || custom.isEmpty() ? null : custom);
    } catch (IllegalArgumentException e) {
      problem("job_type", e.getMessage());
      return null;
    }
  }

  private String json(String key) {
    String text = values.get(key);
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      JsonNode tree = JSON.readTree(SafeJson.object("it", text));
      return JSON.writeValueAsString(JSON.treeToValue(tree, Object.class));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      problem(key, "must be a JSON object, as in {\"days\": 7}: " + e.getMessage());
      return null;
    }
  }

  private <T> T word(String key, T[] allowed, T otherwise) {
    String value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    for (T each : allowed) {
      if (each.toString().equals(value)) {
        return each;
      }
    }
    problem(key, "must be one of " + Arrays.toString(allowed));
    return otherwise;
  }

  private void problem(String key, String text) {
    String value = values.get(key);
    problems.add(
        key + " = " + SafeJson.text(String.valueOf(value), 200) + ": " + SafeJson.reason(text));
  }
}
