package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears what is said in the register's channel, on a connection of its own. What was said before it
 * was opened is not heard. For one thread; {@link #close()} from any.
 */
public final class Channel implements AutoCloseable {
  private static final Sql SAY = Sql.named("sayInChannel");

  private final Connection connection;
  private final PGConnection postgres;

  private Channel(Connection connection) throws SQLException {
    this.connection = connection;
    this.postgres = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute(Database.SESSION + "listen gvp_jobs");
    }
  }

  /** Listens from now on, on a connection of the unpooled source. */
  @SuppressWarnings("MustBeClosedChecker") // the channel closes it
  static Channel open(DataSource source) throws SQLException {
    Connection connection = source.getConnection();
    try {
      return new Channel(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Says a word to all who listen, at once. */
  public static void say(DataSource pool, String word) throws SQLException {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = SAY.prepare(connection)) {
      statement.set("word", word).list(row -> row.getString(1));
    }
  }

  /** Waits for words, at most that long; empty if there were none. */
  public List<String> await(Duration most) throws SQLException {
    int millis = (int) Math.max(1, most.toMillis());
    PGNotification[] heard = postgres.getNotifications(millis);
    return heard == null
        ? List.of()
        : Arrays.stream(heard).map(PGNotification::getParameter).toList();
  }

  /** Listens no more; whoever waits is told so by an exception. */
  @Override
  public void close() throws SQLException {
    connection.abort(Runnable::run);
  }
}
