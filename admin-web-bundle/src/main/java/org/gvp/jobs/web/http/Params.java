package org.gvp.jobs.web.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of a URL. What is not understood is refused by name, for a filter that is silently
 * ignored shows the wrong jobs. Immutable.
 */
public final class Params {
  private static final int MAX_LENGTH = 200;

  private final Map<String, String> values;

  private Params(Map<String, String> values) {
    this.values = values;
  }

  /** The parameters of a query string; empty ones, as forms send them, count as not given. */
  static Params of(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1)).strip();
        if (!value.isEmpty() && values.put(name, value) != null) {
          throw new BadRequest(name, "'" + name + "' is given more than once: give it once");
        }
      }
    }
    return new Params(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(
          "query", "the query string is not URL-encoded: '" + text + "': write % as %25");
    }
  }

  /** Refuses parameters beside these. */
  public Params allow(String... names) {
    List<String> allowed = Arrays.asList(names);
    for (String name : values.keySet()) {
      if (!allowed.contains(name)) {
        throw new BadRequest(
            name,
            "there is no parameter '"
                + name
                + "' here; there "
                + (allowed.isEmpty() ? "is none" : "are " + String.join(", ", allowed)));
      }
    }
    return this;
  }

  /** Whether none is given. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** What was given, in that order. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** A text, or null. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    if (value.length() > MAX_LENGTH) {
      throw new BadRequest(
          name, "'" + name + "' has " + value.length() + " characters, allowed are " + MAX_LENGTH);
    }
    if (value.indexOf('\0') >= 0) {
      throw new BadRequest(name, "'" + name + "' has a NUL character, which no job can have");
    }
    return value;
  }

  /** One of the words that the function knows, or null. */
  public <T> T word(String name, Function<String, T> words, List<?> allowed) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    try {
      return words.apply(value);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(
          name, "'" + name + "' is '" + value + "', but must be one of " + join(allowed));
    }
  }

  private static String join(List<?> allowed) {
    return String.join(", ", allowed.stream().map(Object::toString).toList());
  }

  /** A number within bounds, or null. */
  public Long number(String name, long least, long most) {
    String value = values.get(name);
    if (value == null) {
      return null;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a number out of bounds is.
    }
    throw new BadRequest(
        name,
        "'" + name + "' is '" + value + "', but must be a number from " + least + " to " + most);
  }

  /** How many rows a page has. */
  public int limit(int usual) {
    Long limit = number("limit", 1, 500);
    return limit == null ? usual : limit.intValue();
  }
}
