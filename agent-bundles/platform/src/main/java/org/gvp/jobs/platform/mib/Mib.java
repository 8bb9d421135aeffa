package org.gvp.jobs.platform.mib;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.job.JobAction;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * MiB's database, by a small pool of connections. A service; present while MiB's database is known.
 * Thread-safe.
 *
 * <p>Tables are in schema {@code mib} and named with it. A result of {@link ActionResult.Done done}
 * commits; whatever else comes, another result, null or an exception, leaves no trace in MiB.
 */
@ProviderType
public interface Mib {
  /** What an action does to MiB, on a connection with an open transaction. */
  @ConsumerType
  @FunctionalInterface
  interface Effect {
    /**
     * Does it, and says what came of it; null if there was nothing to do. Neither commits nor rolls
     * back.
     */
    ActionResult on(Connection connection) throws SQLException, InterruptedException;
  }

  /** Takes the rows of a query, one by one. */
  @ConsumerType
  @FunctionalInterface
  interface RowHandler {
    /** Takes a row; returns whether it wants more. */
    boolean on(ResultSet row) throws SQLException;
  }

  /**
   * Has an effect exactly once, however often its action is performed. Where MiB is in the
   * register's own database, effect and completion of the action are one transaction. Where it is
   * on another server, the action's {@linkplain ActionContext#idempotencyKey() key} is put into
   * {@code mib.inbox} in the transaction of the effect; once it is there, the effect is left out
   * and the result is done, {@code {"already":true}}.
   *
   * @return the effect's result, to be returned from {@code perform}
   * @throws org.gvp.jobs.agent.JobLostException if the job is no longer this daemon's; let it pass
   */
  ActionResult completeOnce(ActionContext context, JobAction action, Effect effect)
      throws SQLException, InterruptedException;

  /**
   * Has an effect that does no harm when it is repeated: as {@link #completeOnce}, but without the
   * inbox. For effects that look at the state themselves, and whose key may rightly come again.
   *
   * @return the effect's result, to be returned from {@code perform}
   * @throws org.gvp.jobs.agent.JobLostException if the job is no longer this daemon's; let it pass
   */
  ActionResult complete(ActionContext context, Effect effect)
      throws SQLException, InterruptedException;

  /**
   * Reads, however many rows there are, holding a page of them at a time.
   *
   * @param sql a query
   * @param handler takes the rows until it wants no more
   * @param arguments of the query's question marks; may be null
   */
  void query(String sql, RowHandler handler, Object... arguments) throws SQLException;
}
