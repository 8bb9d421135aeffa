package org.gvp.jobs.internal.status;

import java.util.List;

/**
 * How closely a job is watched, by how many daemons in a row were lost while they held it. Most
 * such jobs only happened to be there, so the first loss costs them little; the more losses, the
 * fewer of them a daemon holds at once, until the one that takes daemons down is known.
 */
public enum Suspicion {
  /** No daemon was lost. */
  NONE,
  /** One was: a daemon holds as many as it can perform at once, and claims none ahead. */
  SLIGHT,
  /** Two were: it holds an eighth of that. */
  GRAVE,
  /** More were: it holds one, and notes each action as begun before it performs it. */
  ALONE;

  /** Those of suspects, the gravest first. */
  public static final List<Suspicion> OF_SUSPECTS = List.of(ALONE, GRAVE, SLIGHT);

  private static final int EIGHTH = 8;

  /** After so many daemons lost in a row. */
  public static Suspicion of(int losses) {
    return values()[Math.min(losses, ALONE.ordinal())];
  }

  /** How many losses there were at least. */
  int leastLosses() {
    return ordinal();
  }

  /** How many losses there were at most. */
  int mostLosses() {
    return this == ALONE ? Short.MAX_VALUE : ordinal();
  }

  /**
   * How many suspects of this kind an agent may have at once.
   *
   * @param concurrency how many actions it performs at once
   */
  public int most(int concurrency) {
    return switch (this) {
      case NONE -> throw new IllegalStateException("an ordinary job is no suspect");
      case SLIGHT -> concurrency;
      case GRAVE -> Math.max(1, concurrency / EIGHTH);
      case ALONE -> 1;
    };
  }
}
