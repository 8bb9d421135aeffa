package org.gvp.jobs.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON texts as records. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static <T> T read(String json, Class<T> type) {
    try {
      return json == null ? null : MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          json + " does not fit " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  static void requireObject(String json, String of) {
    try {
      if (json != null && !MAPPER.readTree(json).isObject()) {
        throw new IllegalArgumentException("parameters of " + of + " are no JSON object: " + json);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters of " + of + " are no JSON: " + json, e);
    }
  }
}
