package org.gvp.jobs.platform.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After}: seconds or a date. */
final class RetryAfter {
  /** A far side that errs must not put an action off for ever. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfter() {}

  /** How long to wait, at most a day; null if the header is absent or makes no sense. */
  static Duration parse(String header, Clock clock) {
    if (header == null) {
      return null;
    }
    String value = header.strip();
    try {
      Duration wait =
          value.matches("\\d{1,18}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(clock.instant(), date(value));
      return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant date(String value) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
  }
}
