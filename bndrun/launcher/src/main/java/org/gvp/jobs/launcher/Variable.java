package org.gvp.jobs.launcher;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Every environment variable that the daemon knows. */
enum Variable {
  HOME("the daemon's folder (default ./gvp-jobs-home)"),
  DB_URL("the register: jdbc:postgresql://host:5432/name, or embedded"),
  DB_USER("its user (outside databases)"),
  DB_PASSWORD("that user's password"),
  DB_PASSWORD_FILE("or the file that it is in"),
  DB_ROLE_PREFIX("what the names of its roles begin with (default gvp_jobs_)"),
  DB_PORT("port of the embedded database (default 54330)"),
  HTTP_HOST("address of the web view (default 127.0.0.1)"),
  HTTP_PORT("port of the web view (default 8080)"),
  WEB_AUTH("basic, or none on a loopback address"),
  WEB_PASSWORD("password of the web user admin (default: generated)"),
  WEB_PASSWORD_FILE("or the file that it is in"),
  START("paused: start without claiming jobs (default running)"),
  AGENT_FOLDER("private, or shared: others may write to the agents (default private)"),
  AGENT_SIGNATURES("off, warn or require: whether agents must be signed (default off)"),
  AGENT_TRUST("file of the certificates of those who may sign: PEM, or a key store"),
  AGENT_TRUST_PASSWORD("password of that key store"),
  PROBATION_JOBS("jobs until a new version of an agent stays (default 20; 0: at once)"),
  PROBATION_MINUTES("or after so many minutes (default 10)"),
  CI("of the test suites; the daemon ignores it");

  static final String PREFIX = "GVP_JOBS_";

  private final String meaning;

  Variable(String meaning) {
    this.meaning = meaning;
  }

  /** The name in the environment. */
  String variable() {
    return PREFIX + name();
  }

  /** Its value there, or null: what is set to nothing is not set. */
  String in(Map<String, String> environment) {
    String value = environment.get(variable());
    return value == null || value.isBlank() ? null : value.strip();
  }

  String meaning() {
    return meaning;
  }

  static Optional<Variable> of(String variable) {
    return Arrays.stream(values()).filter(known -> known.variable().equals(variable)).findFirst();
  }

  /** The variable that whoever wrote that name most likely meant. */
  static Variable nearest(String variable) {
    return Arrays.stream(values())
        .min(Comparator.comparingInt(known -> distance(known.variable(), variable)))
        .orElseThrow();
  }

  /**
   * How many letters must be added, removed or swapped to get from one to the other. A letter that
   * is another one counts as two, for a part that was left out is the likelier mistake.
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    int changed = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 2);
    int best = Math.min(changed, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
