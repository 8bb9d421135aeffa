package org.gvp.jobs.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows into a table by COPY, in its binary format, which the server takes without parsing.
 * The rows are there once {@link #end()} has returned and the connection's transaction has
 * committed; {@link #close()} without it drops them. For one thread; the connection can do nothing
 * else meanwhile.
 */
public final class CopyRows implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final long POSTGRES_EPOCH_SECOND = 946_684_800L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / 1_000_001;
  private static final byte JSONB_VERSION = 1;

  private final CopyIn copy;
  private final short columns;
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK + 4 * 1024);

  /** Into those columns of a table. */
  public CopyRows(Connection connection, String table, String... columns) throws SQLException {
    this.columns = (short) columns.length;
    PGConnection postgres = connection.unwrap(PGConnection.class);
    String into = table + " (" + String.join(", ", columns) + ")";
    copy = postgres.getCopyAPI().copyIn("copy " + into + " from stdin (format binary)");
    chunk.put(SIGNATURE).putInt(0).putInt(0);
  }

  /** Begins a row. */
  public CopyRows row() throws SQLException {
    if (chunk.position() >= CHUNK) {
      send();
    }
    room(Short.BYTES).putShort(columns);
    return this;
  }

  /** A bigint. */
  public CopyRows bigint(long value) {
    room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
    return this;
  }

  /** An integer. */
  public CopyRows integer(int value) {
    room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
    return this;
  }

  /** An integer, or null. */
  public CopyRows integer(Integer value) {
    return value == null ? none() : integer(value.intValue());
  }

  /** A smallint. */
  public CopyRows smallint(int value) {
    room(Integer.BYTES + Short.BYTES).putInt(Short.BYTES).putShort((short) value);
    return this;
  }

  /** A text or a value of an enum, or null. */
  public CopyRows text(String value) {
    if (value == null) {
      return none();
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    return this;
  }

  /** A jsonb, given as JSON text, or null. */
  public CopyRows jsonb(String value) {
    if (value == null) {
      return none();
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + 1 + bytes.length).putInt(1 + bytes.length).put(JSONB_VERSION).put(bytes);
    return this;
  }

  /** A timestamptz, or null. */
  public CopyRows time(Instant value) {
    if (value == null) {
      return none();
    }
    long seconds = value.getEpochSecond() - POSTGRES_EPOCH_SECOND;
    if (Math.abs(seconds) > MOST_SECONDS) {
      throw new IllegalArgumentException(value + " is further away than the register can tell");
    }
    return bigint(seconds * 1_000_000 + value.getNano() / 1_000);
  }

  private CopyRows none() {
    room(Integer.BYTES).putInt(-1);
    return this;
  }

  private ByteBuffer room(int bytes) {
    if (chunk.remaining() < bytes) {
      int size = chunk.position() + bytes + CHUNK;
      chunk = ByteBuffer.wrap(Arrays.copyOf(chunk.array(), size)).position(chunk.position());
    }
    return chunk;
  }

  private void send() throws SQLException {
    copy.writeToCopy(chunk.array(), 0, chunk.position());
    chunk.clear();
  }

  /** All rows are complete. */
  public void end() throws SQLException {
    room(Short.BYTES).putShort((short) -1);
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
