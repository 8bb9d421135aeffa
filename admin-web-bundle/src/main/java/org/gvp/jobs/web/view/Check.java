package org.gvp.jobs.web.view;

/**
 * One thing that is or is not in order.
 *
 * @param level how bad it is
 * @param text what it is, in a sentence
 * @param cure what to do, or null
 * @param link where there is more, a path of the web, or null
 */
public record Check(Level level, String text, String cure, String link) {
  /** How bad something is. */
  public enum Level {
    /** In order. */
    OK,
    /** Somebody should look. */
    ATTENTION,
    /** Jobs do not get done. */
    DOWN
  }
}
