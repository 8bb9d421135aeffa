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
  private static final int MAX_CODE = 100;
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
    return text(text, MAX_REASON);
  }

  /** Text that the database takes, shortened to what a code may have; null stays null. */
  public static String code(String text) {
    return text(text, MAX_CODE);
  }

  /** Text that the database takes, shortened; null stays null. */
  public static String text(String text, int most) {
    if (text == null || text.length() <= most) {
      return text == null ? null : text(text);
    }
    return text(text.substring(0, most - 1)) + "…";
  }

  /**
   * Answers text that the database takes as it is; null stays null.
   *
   * @param what what it is, for the message
   * @throws IllegalArgumentException if it has NUL or a lone surrogate
   */
  public static String sound(String what, String text) {
    if (text != null && !text(text).equals(text)) {
      throw new IllegalArgumentException(
          what + " has a character that no register keeps: NUL, or half of a pair (surrogate)");
    }
    return text;
  }

  /** Text without NUL and lone surrogates; null stays null. */
  public static String text(String text) {
    if (text == null) {
      return null;
    }
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
    long bytes = bytes(json);
    if (bytes > MAX_RESULT_BYTES) {
      return "{\"dropped\":\"" + bytes + " bytes, allowed are " + MAX_RESULT_BYTES + "\"}";
    }
    try {
      return written(MAPPER.readTree(json), MAX_RESULT_BYTES);
    } catch (JsonProcessingException e) {
      return "{\"dropped\":\"no JSON within " + MAX_DEPTH + " levels\"}";
    } catch (IllegalArgumentException e) {
      return "{\"dropped\":\"" + e.getMessage() + "\"}";
    }
  }

  /**
   * Checks that text is JSON that can be kept between two attempts, and answers it fit for the
   * database.
   *
   * @param what what it is, for the message
   * @throws IllegalArgumentException if it is not
   */
  public static String state(String what, String json) {
    try {
      return json == null ? null : written(parse(what, json, MAX_RESULT_BYTES), MAX_RESULT_BYTES);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(what + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** How many bytes the text is as UTF-8, without making them. */
  private static long bytes(String text) {
    return text.codePoints()
        .mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
        .sum();
  }

  private static JsonNode parse(String what, String json, int most) throws JsonProcessingException {
    long bytes = bytes(json);
    if (bytes > most) {
      throw new IllegalArgumentException(what + " has " + bytes + " bytes, allowed are " + most);
    }
    return MAPPER.readTree(json);
  }

  /** The database writes numbers out: a few letters may become a thousand digits. */
  private static String written(JsonNode node, int most) throws JsonProcessingException {
    JsonNode safe = safe(node);
    if (digits(safe) > most) {
      throw new IllegalArgumentException("numbers of more than " + most + " digits in all");
    }
    return MAPPER.writeValueAsString(safe);
  }

  private static long digits(JsonNode node) {
    if (node.isBigDecimal()) {
      BigDecimal value = node.decimalValue();
      return (long) value.precision() + Math.abs(value.scale());
    }
    long digits = 0;
    for (JsonNode child : node) {
      digits += digits(child);
    }
    return digits;
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
    try {
      JsonNode node = parse(what, json, MAX_PARAMETER_BYTES);
      if (!node.isObject()) {
        throw new IllegalArgumentException(
            what + " must be a JSON object, but is " + node.getNodeType());
      }
      return written(node, MAX_PARAMETER_BYTES);
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
