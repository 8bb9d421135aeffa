package org.gvp.jobs.internal.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Makes what agents say fit for the register, so that no job is stranded by its own words: text
 * without NUL and lone surrogates, JSON that {@code jsonb} takes, both within the limits. Pure
 * functions.
 */
public final class SafeJson {
  /** The most bytes of a result or a checkpoint. */
  public static final int MAX_RESULT_BYTES = 64 * 1024;

  /** The most bytes of parameters and configuration. */
  public static final int MAX_PARAMETER_BYTES = 1024 * 1024;

  private static final int MAX_REASON = 2_000;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_EXPONENT = 1_000;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SafeJson() {}

  /** Text that the database takes, shortened to what a reason may have; null stays null. */
  public static String reason(String text) {
    if (text == null) {
      return null;
    }
    String safe = text(text);
    return safe.length() <= MAX_REASON ? safe : text(safe.substring(0, MAX_REASON - 1)) + "…";
  }

  /** Text without NUL and lone surrogates. */
  public static String text(String text) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        safe = safe == null ? new StringBuilder(text) : safe;
        safe.setCharAt(i, '\uFFFD');
      } else if (pair) {
        i++;
      }
    }
    return safe == null ? text : safe.toString();
  }

  /**
   * JSON that the database takes; what is no JSON, or too large or too deep, is replaced by an
   * object that says so. Null stays null.
   */
  public static String result(String json) {
    if (json == null) {
      return null;
    }
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_RESULT_BYTES) {
      return "{\"dropped\":\"" + bytes + " bytes, allowed are " + MAX_RESULT_BYTES + "\"}";
    }
    try {
      return MAPPER.writeValueAsString(safe(MAPPER.readTree(json)));
    } catch (JsonProcessingException e) {
      return "{\"dropped\":\"no JSON within " + MAX_DEPTH + " levels\"}";
    }
  }

  /**
   * Checks that text is a JSON object within the limits, and answers it fit for the database.
   *
   * @param what what it is, for the message
   * @throws IllegalArgumentException if it is not
   */
  public static String object(String what, String json) {
    if (json == null) {
      return null;
    }
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PARAMETER_BYTES) {
      throw new IllegalArgumentException(
          what + " has " + bytes + " bytes, allowed are " + MAX_PARAMETER_BYTES);
    }
    try {
      JsonNode node = MAPPER.readTree(json);
      if (!node.isObject()) {
        throw new IllegalArgumentException(
            what + " must be a JSON object, but is " + node.getNodeType());
      }
      return MAPPER.writeValueAsString(safe(node));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(what + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode safe(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(text(node.textValue()));
    } else if (node.isNumber()) {
      return number(node);
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, safe(array.get(i)));
      }
    } else if (node instanceof ObjectNode object) {
      ObjectNode copy = MAPPER.createObjectNode();
      object.properties().forEach(f -> copy.set(text(f.getKey()), safe(f.getValue())));
      return copy;
    }
    return node;
  }

  private static JsonNode number(JsonNode node) {
    if (!node.isBigDecimal()) {
      return node;
    }
    BigDecimal value = node.decimalValue();
    boolean fits = Math.abs((long) value.precision() - value.scale()) <= MAX_EXPONENT;
    return fits ? node : TextNode.valueOf(value.toString());
  }
}
