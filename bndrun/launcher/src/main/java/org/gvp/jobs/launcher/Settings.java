package org.gvp.jobs.launcher;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the environment says, checked.
 *
 * @param home the daemon's folder, absolute
 * @param database where the register is
 * @param web where the web view is, and for whom
 * @param paused whether the daemon starts without claiming jobs
 * @param probation how long the version before is kept of an agent that is replaced
 */
record Settings(Path home, Database database, Web web, boolean paused, Probation probation) {
  static final String EMBEDDED = "embedded";

  /**
   * Where the register is.
   *
   * @param url a JDBC URL, or {@value Settings#EMBEDDED}
   * @param user null for the embedded one, or where the URL has it
   * @param password null if none is needed
   * @param port of the embedded one
   * @param rolePrefix what the names of the register's roles begin with
   */
  record Database(String url, String user, String password, int port, String rolePrefix) {
    private static final Pattern NO_PREPARED_STATEMENTS =
        Pattern.compile("[?&]prepareThreshold=0(&|$)");

    boolean embedded() {
      return url.equals(EMBEDDED);
    }

    /** Whether the URL leads through a pooler in transaction mode: it says so by its parameter. */
    boolean pooled() {
      return NO_PREPARED_STATEMENTS.matcher(url).find();
    }
  }

  /**
   * Where the web view is, and for whom.
   *
   * @param host the address that it listens on
   * @param port the port
   * @param auth who may look
   * @param password of the user admin, or null for one that is generated
   */
  record Web(String host, int port, WebAuth auth, String password) {
    /** The URL for a browser on this machine. */
    String url() {
      String name =
          switch (host) {
            case "0.0.0.0", "::" -> "localhost";
            default -> host.contains(":") ? "[" + host + "]" : host;
          };
      return "http://" + name + ":" + port + "/";
    }
  }

  /**
   * How long the version before is kept of an agent that is replaced.
   *
   * @param jobs until so many jobs had a run end; 0 for not at all
   * @param minutes or for that long
   */
  record Probation(int jobs, int minutes) {
    static final Probation DEFAULT = new Probation(20, 10);
  }

  /** Who may look at the web view. */
  enum WebAuth {
    /** Whoever knows the password of the user admin. */
    BASIC,
    /** Everybody on this machine. */
    NONE
  }
}
