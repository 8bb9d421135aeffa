package org.gvp.jobs.platform.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.platform.mib.Mib;

/** {@link Mib} on a pool of connections. */
final class PooledMib implements Mib, AutoCloseable {
  /** The agents' threads, and a planner or two. */
  private static final int CONNECTIONS = 12;

  private static final int PAGE = 500;

  private final HikariDataSource pool;
  private final boolean inRegister;

  /**
   * On an unpooled source of connections.
   *
   * @param inRegister whether it leads to the register's own database
   */
  PooledMib(DataSource source, boolean inRegister) {
    this.inRegister = inRegister;
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("gvp-jobs-mib");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    config.setConnectionTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  @Override
  public ActionResult completeOnce(ActionContext context, JobAction action, Effect effect)
      throws SQLException, InterruptedException {
    if (inRegister) {
      return complete(context, effect);
    }
    return transact(
        connection ->
            enter(connection, context.idempotencyKey(), action)
                ? effect.on(connection)
                : ActionResult.done("{\"already\":true}"));
  }

  @Override
  public ActionResult complete(ActionContext context, Effect effect)
      throws SQLException, InterruptedException {
    return transact(
        connection -> {
          ActionResult result = effect.on(connection);
          if (inRegister && result instanceof ActionResult.Done) {
            context.finish(connection, result);
          }
          return result;
        });
  }

  /** Waits while another transaction holds the key, so that only one of two has the effect. */
  private static boolean enter(Connection connection, String key, JobAction action)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into mib.inbox (key, job_id, action_no) values (?, ?, ?)
            on conflict (key) do nothing
            """)) {
      insert.setString(1, key);
      insert.setLong(2, action.jobId());
      insert.setInt(3, action.actionNo());
      return insert.executeUpdate() == 1;
    }
  }

  private ActionResult transact(Effect effect) throws SQLException, InterruptedException {
    try (Connection connection = pool.getConnection()) {
      ActionResult result;
      try {
        result = effect.on(connection);
      } catch (SQLException | InterruptedException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
      if (result instanceof ActionResult.Done) {
        connection.commit();
      } else {
        connection.rollback();
      }
      return result;
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void query(String sql, RowHandler handler, Object... arguments) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(PAGE);
      for (int i = 0; i < arguments.length; i++) {
        select.setObject(i + 1, arguments[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        boolean more = true;
        while (more && rows.next()) {
          more = handler.on(rows);
        }
      } finally {
        connection.rollback();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
