package org.gvp.jobs.sandbox.mib;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values as RFC 4180 has them. */
final class Csv {
  private final String text;
  private int at;

  private Csv(String text) {
    this.text = text;
  }

  /** All records of a text, the header among them. */
  static List<List<String>> parse(String text) {
    Csv csv = new Csv(text);
    List<List<String>> records = new ArrayList<>();
    while (csv.at < text.length()) {
      records.add(csv.readRecord());
    }
    return records;
  }

  private List<String> readRecord() {
    List<String> fields = new ArrayList<>();
    fields.add(readField());
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      fields.add(readField());
    }
    skip('\r');
    skip('\n');
    return fields;
  }

  private String readField() {
    if (at < text.length() && text.charAt(at) == '"') {
      return readQuoted();
    }
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String readQuoted() {
    StringBuilder field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        field.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else {
        break;
      }
    }
    return field.toString();
  }

  private void skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
    }
  }
}
