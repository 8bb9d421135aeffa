package org.gvp.jobs.sandbox.galnorth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a film as the contract has it, and refuses what is none. */
final class FilmReader {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final List<String> REQUIRED = List.of("title", "contentHash");
  private static final Map<String, Rule> RULES = rules();

  /**
   * What a field's value must be.
   *
   * @param words the same for people
   */
  private record Rule(Predicate<JsonNode> test, String words) {}

  private FilmReader() {}

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put("title", text(1, 500));
    rules.put("originalTitle", text(0, 500));
    rules.put("releaseDate", new Rule(FilmReader::isDate, "a date as 1999-12-31"));
    rules.put(
        "runningTimeMin",
        new Rule(
            v -> v.isIntegralNumber() && v.canConvertToInt() && v.intValue() >= 0,
            "a whole number of minutes"));
    rules.put("rating", text(0, 100));
    rules.put("genre", text(0, 200));
    rules.put("director", text(0, 500));
    rules.put("distributor", text(0, 500));
    rules.put(
        "imdbRating",
        new Rule(
            v -> v.isNumber() && v.doubleValue() >= 0 && v.doubleValue() <= 10,
            "a number from 0 to 10"));
    Rule time = new Rule(FilmReader::isTime, "a time in UTC as 1999-12-31T23:59:59Z");
    rules.put("licenceStart", time);
    rules.put("licenceEnd", time);
    rules.put(
        "contentHash",
        new Rule(v -> v.isTextual() && HASH.matcher(v.textValue()).matches(), "64 digits 0-9a-f"));
    return rules;
  }

  private static Rule text(int min, int max) {
    return new Rule(
        v ->
            v.isTextual()
                && v.textValue().codePointCount(0, v.textValue().length()) >= min
                && v.textValue().codePointCount(0, v.textValue().length()) <= max,
        "a text of " + min + " to " + max + " characters");
  }

  /**
   * The film of a request's body, its fields in a fixed order.
   *
   * @throws Refusal with 400 if it is no JSON object, with 422 if a field is not as it must be
   */
  static ObjectNode read(String body) {
    JsonNode given = parse(body);
    given.fieldNames().forEachRemaining(FilmReader::checkName);
    ObjectNode film = JSON.createObjectNode();
    RULES.forEach(
        (name, rule) -> {
          JsonNode value = given.get(name);
          if (value != null) {
            if (!rule.test.test(value)) {
              throw invalid(name, value + " is not allowed; it must be " + rule.words);
            }
            film.set(name, value);
          } else if (REQUIRED.contains(name)) {
            throw invalid(name, "is missing");
          }
        });
    return film;
  }

  private static void checkName(String name) {
    if (!RULES.containsKey(name)) {
      throw invalid(name, "is no field of a film; there are " + RULES.keySet());
    }
  }

  private static Refusal invalid(String field, String wrong) {
    return new Refusal(422, "invalid-film", field, field + " " + wrong);
  }

  private static JsonNode parse(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      if (!node.isObject()) {
        throw new Refusal(400, "malformed-body", null, "the body is no JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new Refusal(
          400, "malformed-body", null, "the body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static boolean isDate(JsonNode value) {
    try {
      return value.isTextual() && LocalDate.parse(value.textValue()) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(JsonNode value) {
    try {
      return value.isTextual()
          && value.textValue().endsWith("Z")
          && Instant.parse(value.textValue()) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
