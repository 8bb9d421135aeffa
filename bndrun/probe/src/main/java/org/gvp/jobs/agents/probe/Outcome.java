package org.gvp.jobs.agents.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How an attempt at an action ends, if it is told so. */
enum Outcome {
  /** It is done. */
  DONE(0),
  /** A passing trouble, told by a result. */
  RETRY(1),
  /** Not yet. */
  LATER(1),
  /** It failed for good. */
  FAIL(Integer.MAX_VALUE),
  /** A passing trouble, told by an exception. */
  THROW(1),
  /** It does not come back. */
  HANG(Integer.MAX_VALUE),
  /** The daemon's process ends at once. */
  HALT(Integer.MAX_VALUE);

  private final int defaultTimes;

  Outcome(int defaultTimes) {
    this.defaultTimes = defaultTimes;
  }

  /** How often it happens before the action is done, unless the parameters say. */
  int defaultTimes() {
    return defaultTimes;
  }

  /** The word for it in parameters and in the log of effects. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The outcome of that word, or null. */
  static Outcome of(Object word) {
    return Arrays.stream(values()).filter(o -> o.word().equals(word)).findFirst().orElse(null);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Outcome::word).toList();
  }
}
