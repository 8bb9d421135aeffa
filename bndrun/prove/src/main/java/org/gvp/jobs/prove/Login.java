package org.gvp.jobs.prove;

import java.util.Map;

/**
 * The way to a register.
 *
 * @param url JDBC URL
 * @param user who owns it
 * @param password that user's
 */
public record Login(String url, String user, String password) {
  /** As a daemon is told it. */
  public Map<String, String> environment() {
    return Map.of(
        "GVP_JOBS_DB_URL", url, "GVP_JOBS_DB_USER", user, "GVP_JOBS_DB_PASSWORD", password);
  }

  /** Says nothing of the password. */
  @Override
  public String toString() {
    return url + " as " + user;
  }
}
