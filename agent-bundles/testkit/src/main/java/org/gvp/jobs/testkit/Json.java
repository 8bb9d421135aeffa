package org.gvp.jobs.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.job.NewAction;

/** JSON texts as records. */
final class Json {
  private static final int MOST_BYTES = 64 * 1024;
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static <T> T read(String json, Class<T> type) {
    try {
      return json == null ? null : MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          json + " does not fit " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  /** Settings as that type; only those that the type names are looked at. */
  static <T> T settings(Map<String, ?> settings, Class<T> type) {
    return new ObjectMapper()
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
        .convertValue(settings, type);
  }

  /**
   * Checks what the register is to keep between or after attempts.
   *
   * @throws IllegalArgumentException if it is no JSON, or longer than the register takes
   */
  static void require(String what, String json) {
    if (json == null) {
      return;
    }
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          what + " has " + bytes + " bytes, allowed are " + MOST_BYTES);
    }
    try {
      MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(what + " is no JSON: " + json, e);
    }
  }

  /** Actions as the SQL function takes them; null stays null. */
  static String actions(List<NewAction> actions) {
    if (actions == null) {
      return null;
    }
    ArrayNode array = MAPPER.createArrayNode();
    for (NewAction action : actions) {
      array
          .addObject()
          .put("action_type", action.actionType())
          .put("label", action.label())
          .put("media_type", action.mediaType())
          .put("reference_id", action.referenceId())
          .put("key", action.key())
          .putRawValue(
              "parameters", action.parameters() == null ? null : new RawValue(action.parameters()));
    }
    return array.toString();
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
