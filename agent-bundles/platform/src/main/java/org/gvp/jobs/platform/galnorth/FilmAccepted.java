package org.gvp.jobs.platform.galnorth;

/**
 * GAL North has a film.
 *
 * @param outcome what it did
 * @param version which version of the film it has now, from 1
 */
public record FilmAccepted(Outcome outcome, long version) {
  /** What GAL North did with a film. */
  public enum Outcome {
    /** It did not know the film. */
    CREATED,
    /** It replaced what it had. */
    UPDATED,
    /** It had done this before, and did nothing now. */
    REPLAYED
  }

  /** Whether it had done this before. */
  public boolean replayed() {
    return outcome == Outcome.REPLAYED;
  }
}
