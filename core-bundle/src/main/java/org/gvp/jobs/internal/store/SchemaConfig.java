package org.gvp.jobs.internal.store;

/**
 * How the register is set up, and how it is reached.
 *
 * @param rolePrefix what the names of the register's roles begin with
 * @param pooled whether connections go through a pooler in transaction mode, so that a session's
 *     settings and prepared statements do not outlive its transaction
 */
public record SchemaConfig(String rolePrefix, boolean pooled) {
  /** The usual names, and connections straight to the server. */
  public static final SchemaConfig DEFAULT = new SchemaConfig("gvp_jobs_", false);
}
