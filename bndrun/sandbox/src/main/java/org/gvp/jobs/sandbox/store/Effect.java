package org.gvp.jobs.sandbox.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * A row of the log of effects.
 *
 * @param peer the far side
 * @param operation what it was asked to do
 * @param phase accepted, replay or refused
 * @param key the idempotency key that came along, or null
 * @param origin who asked
 * @param detail a JSON object as text, or null
 */
public record Effect(
    String peer, String operation, String phase, String key, Origin origin, String detail) {

  /**
   * Who asked for an effect: a run of a job's action. Whatever is not known is null.
   *
   * @param jobId the job
   * @param actionNo its action
   * @param attempt the attempt
   * @param token the token of the run
   */
  public record Origin(Long jobId, Integer actionNo, Integer attempt, Long token) {}

  private static final String INSERT =
      """
      insert into sandbox.effect
        (peer, operation, phase, idempotency_key, job_id, action_no, attempt, token, detail)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
      """;

  /** Writes it in the connection's transaction, together with the effect that it tells of. */
  public void log(Connection connection) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, peer);
      insert.setString(2, operation);
      insert.setString(3, phase);
      insert.setString(4, key);
      insert.setObject(5, origin.jobId(), Types.BIGINT);
      insert.setObject(6, origin.actionNo(), Types.INTEGER);
      insert.setObject(7, origin.attempt(), Types.INTEGER);
      insert.setObject(8, origin.token(), Types.BIGINT);
      insert.setString(9, detail);
      insert.executeUpdate();
    }
  }
}
