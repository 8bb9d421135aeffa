package org.gvp.jobs.sandbox.galnorth;

import java.util.function.Function;
import java.util.regex.Pattern;
import org.gvp.jobs.sandbox.store.Effect;
import org.gvp.jobs.sandbox.store.Effect.Origin;

/**
 * The request to take a film into GAL North's catalogue.
 *
 * @param uniqueId the film
 * @param key what the effect is known by, or null if the header is missing
 * @param origin who asks, as far as its headers can be read
 * @param mistake what is wrong with path or headers, or null
 * @param body the film, JSON text
 */
record PutFilm(String uniqueId, String key, Origin origin, Refusal mistake, String body) {
  private static final String KEY = "Idempotency-Key";
  private static final Pattern ID_FORM = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Pattern KEY_FORM = Pattern.compile("[\\x21-\\x7e]{1,100}:[0-9a-f]{64}");

  /** Of a request with those headers. */
  static PutFilm of(String uniqueId, Function<String, String> headers, String body) {
    Headers read = new Headers(headers);
    Long job = read.number("X-GVP-Job", 1, Long.MAX_VALUE);
    Long action = read.number("X-GVP-Action", 0, Integer.MAX_VALUE);
    Long attempt = read.number("X-GVP-Attempt", 1, Integer.MAX_VALUE);
    Long token = read.number("X-GVP-Token", 0, Integer.MAX_VALUE);
    String key = read.text(KEY, KEY_FORM);
    Origin origin = new Origin(job, toInteger(action), toInteger(attempt), token);
    Refusal mistake =
        ID_FORM.matcher(uniqueId).matches()
            ? read.mistake
            : new Refusal(400, "malformed-id", "uniqueId", uniqueId + " is no Unique Id");
    return new PutFilm(uniqueId, key, origin, mistake, body);
  }

  private static Integer toInteger(Long number) {
    return number == null ? null : Integer.valueOf(number.intValue());
  }

  /** Reads headers one by one and keeps the first mistake. */
  private static final class Headers {
    private final Function<String, String> headers;
    private Refusal mistake;

    Headers(Function<String, String> headers) {
      this.headers = headers;
    }

    String text(String name, Pattern form) {
      String value = headers.apply(name);
      if (value == null) {
        wrong("missing-header", name, name + " is missing");
      } else if (!form.matcher(value).matches()) {
        wrong("malformed-header", name, name + " is not of the form " + form + ": " + value);
      }
      return value;
    }

    Long number(String name, long min, long max) {
      String value = headers.apply(name);
      if (value == null) {
        wrong("missing-header", name, name + " is missing");
        return null;
      }
      try {
        long number = Long.parseLong(value.strip());
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, like a number that is out of range.
      }
      wrong("malformed-header", name, name + " is no number from " + min + " on: " + value);
      return null;
    }

    private void wrong(String error, String field, String detail) {
      if (mistake == null) {
        mistake = new Refusal(400, error, field, detail);
      }
    }
  }

  /** This request in the log of effects. */
  Effect effect(String phase, String detail) {
    return new Effect(GalNorth.PEER, "put_film", phase, key, origin, detail);
  }
}
