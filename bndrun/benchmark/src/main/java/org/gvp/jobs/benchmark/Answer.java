package org.gvp.jobs.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a verb answers: a JSON object on a line of its own. */
final class Answer {
  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** With a number, a truth value or a plain text. */
  Answer with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> "\"" + field.getKey() + "\": " + json(field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String json(Object value) {
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
