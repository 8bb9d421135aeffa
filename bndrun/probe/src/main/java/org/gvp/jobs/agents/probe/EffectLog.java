package org.gvp.jobs.agents.probe;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.job.JobAction;

/**
 * The sandbox's log of effects, as the probe writes it: each row at once, on connections of its
 * own, so that it tells what happened even where the action's transaction, or the daemon, did not
 * live to. Thread-safe.
 */
final class EffectLog implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int VALID_SECONDS = 2;

  private static final String INSERT =
      """
      insert into sandbox.effect
        (peer, operation, phase, idempotency_key, job_id, action_no, attempt, token, detail)
      values ('probe', ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
      """;

  private static final String COUNT =
      """
      select count(*) from sandbox.effect
      where job_id = ? and action_no = ? and peer = 'probe' and phase = ?
        and detail ->> 'outcome' = ?
      """;

  private final DataSource database;
  private final Semaphore free = new Semaphore(CONNECTIONS, true);
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  EffectLog(DataSource database) {
    this.database = database;
  }

  /** What is done with a connection. */
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Adds a row. */
  void add(String phase, JobAction action, ActionContext context, String detail)
      throws SQLException, InterruptedException {
    with(connection -> insert(connection, "perform", phase, action, context, detail));
  }

  /**
   * Completes the action and adds a row that says so, both or neither. The row comes last: its time
   * is one at which the register took the run for the job's owner.
   */
  void finish(JobAction action, ActionContext context, ActionResult result, String detail)
      throws SQLException, InterruptedException {
    with(
        connection -> {
          connection.setAutoCommit(false);
          context.finish(connection, result);
          int rows = insert(connection, "transaction", "accepted", action, context, detail);
          connection.commit();
          connection.setAutoCommit(true);
          return rows;
        });
  }

  private static int insert(
      Connection connection,
      String operation,
      String phase,
      JobAction action,
      ActionContext context,
      String detail)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, operation);
      insert.setString(2, phase);
      insert.setString(3, context.idempotencyKey());
      insert.setLong(4, action.jobId());
      insert.setInt(5, action.actionNo());
      insert.setInt(6, context.attempt());
      insert.setInt(7, context.token());
      insert.setString(8, detail);
      return insert.executeUpdate();
    }
  }

  /** How many rows of that phase tell of that outcome of the action, on whichever daemon. */
  int count(String phase, JobAction action, Outcome outcome)
      throws SQLException, InterruptedException {
    return with(
        connection -> {
          try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setLong(1, action.jobId());
            count.setInt(2, action.actionNo());
            count.setString(3, phase);
            count.setString(4, outcome.word());
            try (ResultSet rows = count.executeQuery()) {
              rows.next();
              return rows.getInt(1);
            }
          }
        });
  }

  /**
   * The database gives a new connection each time, which costs more than the work: few are kept.
   */
  private <T> T with(Work<T> work) throws SQLException, InterruptedException {
    free.acquire();
    try {
      return withConnection(work);
    } finally {
      free.release();
    }
  }

  private <T> T withConnection(Work<T> work) throws SQLException {
    Connection connection = take();
    boolean sound = false;
    try {
      T result = work.on(connection);
      sound = true;
      return result;
    } finally {
      giveBack(connection, sound);
    }
  }

  private Connection take() throws SQLException {
    Connection connection = idle.poll();
    while (connection != null && !connection.isValid(VALID_SECONDS)) {
      connection.close();
      connection = idle.poll();
    }
    if (connection == null) {
      connection = database.getConnection();
      connection.setAutoCommit(true);
    }
    return connection;
  }

  private void giveBack(Connection connection, boolean sound) throws SQLException {
    if (sound && !closed) {
      idle.push(connection);
      if (closed) {
        close();
      }
    } else {
      connection.close();
    }
  }

  /** Closes the connections that are idle; those in use are closed when they come back. */
  @Override
  public void close() throws SQLException {
    closed = true;
    Connection connection = idle.poll();
    while (connection != null) {
      connection.close();
      connection = idle.poll();
    }
  }
}
