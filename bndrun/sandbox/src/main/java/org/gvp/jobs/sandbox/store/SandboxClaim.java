package org.gvp.jobs.sandbox.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Makes sure that the sandbox writes only to an empty database or to one of its own making, and
 * keeps its schema there. Thread-safe; several daemons may claim the same database at once.
 */
public final class SandboxClaim {
  /** Two numbers, so that it cannot meet the one-number locks of others. */
  private static final String LOCK = "select pg_advisory_xact_lock(1735813487, 1)";

  private static final String FOREIGN =
      """
      select n.nspname || '.' || c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f')
        and n.nspname not in ('gvp_jobs', 'sandbox', 'information_schema')
        and n.nspname not like 'pg\\_%'
        and not exists (
          select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by 1 limit 1
      """;

  private final DataSource database;

  /** Claims that database. */
  public SandboxClaim(DataSource database) {
    this.database = database;
  }

  /**
   * Marks the database as the sandbox's and brings the sandbox's schema up to date.
   *
   * @throws SandboxRefusedException if the database holds something that is not the sandbox's;
   *     nothing was changed
   */
  public void claim() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(LOCK);
        boolean ours = isOurs(statement);
        if (!ours) {
          refuseIfForeign(statement);
        }
        statement.execute(Scripts.read("sandbox.sql"));
        statement.execute(
            "insert into sandbox.made_by (made_by) values ('org.gvp.jobs.sandbox')"
                + " on conflict do nothing");
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static boolean isOurs(Statement statement) throws SQLException {
    return yes(statement, "select to_regclass('sandbox.made_by') is not null")
        && yes(statement, "select exists (select from sandbox.made_by)");
  }

  private static void refuseIfForeign(Statement statement) throws SQLException {
    if (yes(statement, "select to_regclass('gvp_jobs.job') is not null")
        && yes(statement, "select exists (select from gvp_jobs.job)")) {
      throw refused("its register, schema gvp_jobs, holds jobs");
    }
    try (ResultSet rows = statement.executeQuery(FOREIGN)) {
      if (rows.next()) {
        throw refused("it holds " + rows.getString(1));
      }
    }
  }

  private static SandboxRefusedException refused(String found) {
    return new SandboxRefusedException(
        "the sandbox writes only to an empty database or to one of its own making, and this is"
            + " neither: "
            + found
            + ", and there is no sandbox.made_by. Nothing was changed. Give the sandbox an empty"
            + " database, or run gvp-jobs.jar, which has no sandbox");
  }

  private static boolean yes(Statement statement, String question) throws SQLException {
    try (ResultSet rows = statement.executeQuery(question)) {
      rows.next();
      return rows.getBoolean(1);
    }
  }
}
