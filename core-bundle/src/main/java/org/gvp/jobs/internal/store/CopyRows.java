package org.gvp.jobs.internal.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows into a table by COPY, in its text format. The rows are there once {@link #end()} has
 * returned and the connection's transaction has committed; {@link #close()} without it drops them.
 * For one thread; the connection can do nothing else meanwhile.
 */
final class CopyRows implements AutoCloseable {
  private static final int CHUNK = 32 * 1024;

  private final CopyIn copy;
  private final StringBuilder text = new StringBuilder(CHUNK + 1024);
  private boolean firstColumn = true;

  /** Into those columns of a table, both as SQL writes them. */
  CopyRows(Connection connection, String table, String columns) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    copy = postgres.getCopyAPI().copyIn("copy " + table + " (" + columns + ") from stdin");
  }

  /** The next column of the row. */
  CopyRows add(long value) {
    separate();
    text.append(value);
    return this;
  }

  /** The next column of the row; null for null. */
  CopyRows add(String value) {
    separate();
    if (value == null) {
      text.append("\\N");
      return this;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(c);
      }
    }
    return this;
  }

  private void separate() {
    if (!firstColumn) {
      text.append('\t');
    }
    firstColumn = false;
  }

  /** The row is complete. */
  void endRow() throws SQLException {
    text.append('\n');
    firstColumn = true;
    if (text.length() >= CHUNK) {
      send();
    }
  }

  private void send() throws SQLException {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    copy.writeToCopy(bytes, 0, bytes.length);
    text.setLength(0);
  }

  /** All rows are complete. */
  void end() throws SQLException {
    send();
    copy.endCopy();
  }

  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
