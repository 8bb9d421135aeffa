package org.gvp.jobs.web.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.gvp.jobs.query.StatusCount;

/** Numbers and times as people read them. Pure functions. */
public final class Numbers {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** 1,234,567. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number that was counted up to {@link StatusCount#CAP}, with a plus if it stopped there. */
  public static String capped(int number) {
    return grouped(number) + (number >= StatusCount.CAP ? "+" : "");
  }

  /** 2026-11-23 02:00:00, in UTC. */
  public static String utc(Instant time) {
    return UTC.format(time);
  }

  /** 850 ms, 41 s, 12 min, 3 h 20 min, 4 d. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 1) {
      return Math.max(0, duration.toMillis()) + " ms";
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return seconds / 60 + " min" + rest(seconds % 60, " s");
    } else if (seconds < 48 * 3600) {
      return seconds / 3600 + " h" + rest(seconds % 3600 / 60, " min");
    }
    return seconds / 86_400 + " d" + rest(seconds % 86_400 / 3600, " h");
  }

  private static String rest(long number, String unit) {
    return number == 0 ? "" : " " + number + unit;
  }

  /** How long ago, or how long from now. */
  public static String relative(Instant time, Instant now) {
    Duration ago = Duration.between(time, now);
    if (ago.abs().toSeconds() < 1) {
      return "now";
    }
    return ago.isNegative() ? "in " + coarse(ago.negated()) : coarse(ago) + " ago";
  }

  /** The largest unit alone. */
  private static String coarse(Duration duration) {
    String[] words = duration(duration).split(" ", -1);
    return words[0] + " " + words[1];
  }

  /** A share of a whole, one decimal: 63.4 %. */
  public static String percent(long part, long whole) {
    if (whole == 0) {
      return "0 %";
    }
    // Rounded down: 100 % must mean all of it.
    return String.format(Locale.ROOT, "%.1f %%", Math.floor(part * 1000.0 / whole) / 10)
        .replace(".0 ", " ");
  }
}
