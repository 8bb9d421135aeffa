package org.gvp.jobs.internal.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes an OSGi manifest header apart: {@code path;attribute=value;directive:="value",…}. */
final class ManifestHeader {
  /** One clause: its first path, and its attributes and directives without their types. */
  record Clause(String path, Map<String, String> attributes) {}

  private ManifestHeader() {}

  static List<Clause> parse(String header) {
    List<Clause> clauses = new ArrayList<>();
    if (header == null) {
      return clauses;
    }
    for (String clause : split(header, ',')) {
      List<String> parts = split(clause, ';');
      Map<String, String> attributes = new LinkedHashMap<>();
      parts.stream().skip(1).forEach(part -> add(part, attributes));
      if (!parts.isEmpty()) {
        clauses.add(new Clause(parts.get(0), attributes));
      }
    }
    return clauses;
  }

  /** The elements of an attribute of type {@code List<String>}. */
  static List<String> list(String value) {
    return split(value, ',').stream().map(element -> element.replace("\\", "")).toList();
  }

  private static void add(String part, Map<String, String> attributes) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      return;
    }
    String name = part.substring(0, equals).strip();
    int colon = name.indexOf(':');
    String value = part.substring(equals + 1).strip();
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      value = value.substring(1, value.length() - 1);
    }
    attributes.put(colon < 0 ? name : name.substring(0, colon).strip(), value);
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == '\\' && i + 1 < text.length()) {
        part.append(c).append(text.charAt(++i));
      } else if (c == separator && !quoted) {
        addStripped(part, parts);
      } else {
        part.append(c);
      }
    }
    addStripped(part, parts);
    return parts;
  }

  private static void addStripped(StringBuilder part, List<String> parts) {
    if (!part.toString().isBlank()) {
      parts.add(part.toString().strip());
    }
    part.setLength(0);
  }
}
