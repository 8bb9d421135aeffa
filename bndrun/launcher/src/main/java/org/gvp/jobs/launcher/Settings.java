package org.gvp.jobs.launcher;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the environment says, checked.
 *
 * @param home the daemon's folder, absolute
 * @param database where the register is
 * @param web where the web view is, and for whom
 * @param agents what is taken for an agent
 * @param paused whether the daemon starts without claiming jobs
 * @param probation how long the version before is kept of an agent that is replaced
 */
record Settings(
    Path home, Database database, Web web, Agents agents, boolean paused, Probation probation) {
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
   * What is taken for an agent.
   *
   * @param sharedFolder whether others than the daemon's user and root may write to the jars
   * @param signatures off, warn or require
   * @param trust the certificates of those who may sign; null where the signatures are off
   * @param trustPassword of that file, or null
   */
  record Agents(boolean sharedFolder, String signatures, Path trust, String trustPassword) {
    /** As it is where nothing is said. */
    static final Agents STANDARD = new Agents(false, "off", null, null);
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
