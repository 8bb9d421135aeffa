package org.gvp.jobs.web.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.web.view.Numbers;

/** Words for templates. Pure functions. */
public final class Texts {
  private Texts() {}

  /** 2026-11-23 02:00:00. */
  public static String utc(Instant time) {
    return Numbers.utc(time);
  }

  /** How long from the one to the other, or to now while there is no other. */
  public static String took(Instant start, Instant end, Instant now) {
    return start == null ? "–" : Numbers.duration(Duration.between(start, end == null ? now : end));
  }

  /** 1,234,567. */
  public static String grouped(long number) {
    return Numbers.grouped(number);
  }

  /** 1 job, 2 jobs. */
  public static String count(long number, String one, String many) {
    return Numbers.grouped(number) + " " + (number == 1 ? one : many);
  }

  /** The beginning of a long text; never half a character. */
  public static String brief(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
    return text.substring(0, end).stripTrailing() + "…";
  }

  /** A part of the progress bar as a length, of 100. */
  public static String share(int part, ActionCounts counts) {
    return counts.total() == 0
        ? "0"
        : String.format(Locale.ROOT, "%.3f", part * 100.0 / counts.total());
  }

  /** The progress bar in words. */
  public static String progress(ActionCounts counts) {
    return grouped(counts.finished())
        + " of "
        + count(counts.total(), "action", "actions")
        + " finished, "
        + grouped(counts.failed())
        + " failed, "
        + grouped(counts.error())
        + " in error, "
        + grouped(counts.waiting())
        + " waiting";
  }
}
