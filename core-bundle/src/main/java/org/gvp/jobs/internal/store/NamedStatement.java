package org.gvp.jobs.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A prepared statement whose parameters are set by name. For one thread. */
public final class NamedStatement implements AutoCloseable {
  /** Turns the current row into a value. */
  @FunctionalInterface
  public interface RowMapper<T> {
    /** The value of the row that the result set stands on. */
    T map(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final PreparedStatement statement;
  private final String name;
  private final List<String> parameters;

  NamedStatement(
      Connection connection, PreparedStatement statement, String name, List<String> parameters) {
    this.connection = connection;
    this.statement = statement;
    this.name = name;
    this.parameters = parameters;
  }

  /** Sets a parameter wherever it stands; instants, enums and nulls included. */
  public NamedStatement set(String parameter, Object value) throws SQLException {
    boolean found = false;
    for (int index = 0; index < parameters.size(); index++) {
      if (parameters.get(index).equals(parameter)) {
        statement.setObject(index + 1, jdbc(value));
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException(name + ".sql has no parameter :" + parameter);
    }
    return this;
  }

  private Object jdbc(Object value) throws SQLException {
    if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    } else if (value instanceof Enum<?>) {
      return value.toString();
    } else if (value instanceof Object[] objects) {
      return connection.createArrayOf("text", texts(objects));
    }
    return value; // the driver takes arrays of primitives as they are
  }

  private static String[] texts(Object[] values) {
    String[] texts = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i] == null ? null : values[i].toString();
    }
    return texts;
  }

  /** Runs it and answers its rows. */
  public ResultSet query() throws SQLException {
    return statement.executeQuery();
  }

  /** Runs it and answers its rows as values. */
  public <T> List<T> list(RowMapper<T> mapper) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<T> values = new ArrayList<>();
      while (rows.next()) {
        values.add(mapper.map(rows));
      }
      return values;
    }
  }

  /** Runs it and answers how many rows it changed. */
  public int update() throws SQLException {
    return statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  /** The instant in a column, or null. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
