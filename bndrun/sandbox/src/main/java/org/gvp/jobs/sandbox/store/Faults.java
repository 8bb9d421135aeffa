package org.gvp.jobs.sandbox.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;

/**
 * Draws, request by request, which of the faults that are switched on hit it. Thread-safe if its
 * dice are.
 */
public final class Faults {
  /**
   * What goes wrong with one request.
   *
   * @param latencyMs how long it waits before anything is done; 0 for not at all
   * @param error whether it is answered with an error instead of being done
   * @param holdMs how long its answer is held back after it was done; 0 for not at all
   */
  public record Draw(int latencyMs, boolean error, int holdMs) {
    /** Nothing goes wrong. */
    public static final Draw NONE = new Draw(0, false, 0);
  }

  private final DataSource pool;
  private final String peer;
  private final DoubleSupplier dice;

  /**
   * Draws the faults of a peer.
   *
   * @param dice numbers from 0 (inclusive) to 1 (exclusive)
   */
  public Faults(DataSource pool, String peer, DoubleSupplier dice) {
    this.pool = pool;
    this.peer = peer;
    this.dice = dice;
  }

  /** What goes wrong with the next request. */
  public Draw draw() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select kind, share, value from sandbox.fault where peer = ?")) {
      select.setString(1, peer);
      Draw draw = Draw.NONE;
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          if (dice.getAsDouble() < rows.getDouble("share")) {
            draw = hit(draw, rows.getString("kind"), rows.getInt("value"));
          }
        }
      }
      return draw;
    }
  }

  private static Draw hit(Draw draw, String kind, int value) {
    return switch (kind) {
      case "latency" -> new Draw(value, draw.error, draw.holdMs);
      case "error" -> new Draw(draw.latencyMs, true, draw.holdMs);
      case "timeout_after" -> new Draw(draw.latencyMs, draw.error, value);
      default -> draw;
    };
  }
}
