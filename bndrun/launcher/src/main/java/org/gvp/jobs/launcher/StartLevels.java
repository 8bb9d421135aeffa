package org.gvp.jobs.launcher;

import java.util.Map;

/**
 * In which order the bundles start, and, backwards, stop. Components find each other in any order;
 * this is for what would be lost otherwise: what is logged early and late, files that the watcher
 * finds before the deployer is there, and a database that goes before those who still write to it.
 */
final class StartLevels {
  /** The level of the running daemon. */
  static final int LAST = 5;

  private static final int LOGGING = 1;
  private static final int LIBRARIES = 2;
  private static final int DATABASE = 3;
  private static final int DAEMON = 4;
  private static final Map<String, Integer> NAMED =
      Map.of(
          "org.ops4j.pax.logging.pax-logging-api", LOGGING,
          "org.ops4j.pax.logging.pax-logging-logback", LOGGING,
          "org.gvp.jobs.postgres", DATABASE,
          "org.apache.felix.fileinstall", LAST);

  private StartLevels() {}

  static int of(String symbolicName) {
    Integer named = NAMED.get(symbolicName);
    if (named != null) {
      return named;
    }
    return symbolicName.startsWith("org.gvp.jobs.") ? DAEMON : LIBRARIES;
  }
}
