package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/** Runs a statement on the register and shows what it gives. */
final class SqlCommand {
  private final Register register;

  SqlCommand(Register register) {
    this.register = register;
  }

  /**
   * The exit code: 0, or 1 if PostgreSQL refused.
   *
   * @param text SQL, several statements if need be, or {@code -} for the standard input
   */
  int run(String text) throws IOException {
    String sql =
        text.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : text;
    try (Connection connection = register.connect();
        Statement statement = connection.createStatement()) {
      // The SQL is the operator's own, with the rights of the register's owner.
      show(statement, statement.execute(sql));
      return 0;
    } catch (SQLException e) {
      Console.error(explain(e));
      return 1;
    }
  }

  private static void show(Statement statement, boolean firstHasRows) throws SQLException {
    boolean hasRows = firstHasRows;
    while (true) {
      showWarnings(statement);
      if (hasRows) {
        try (ResultSet result = statement.getResultSet()) {
          Table.of(result).lines().forEach(Console::say);
        }
      } else if (statement.getUpdateCount() >= 0) {
        long count = statement.getUpdateCount();
        Console.say(count == 1 ? "1 row changed" : count + " rows changed");
      } else {
        return;
      }
      hasRows = statement.getMoreResults();
    }
  }

  private static void showWarnings(Statement statement) throws SQLException {
    for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
      ServerErrorMessage message =
          w instanceof PSQLWarning warning ? warning.getServerErrorMessage() : null;
      Console.say(message == null ? "NOTICE: " + w.getMessage() : text(message, true));
    }
    statement.clearWarnings();
  }

  private String explain(SQLException e) {
    ServerErrorMessage message =
        e instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    return message == null ? register.explain(e) : text(message, false);
  }

  private static String text(ServerErrorMessage message, boolean withSeverity) {
    StringBuilder text = new StringBuilder();
    if (withSeverity) {
      text.append(message.getSeverity()).append(": ");
    }
    text.append(message.getMessage());
    append(text, "DETAIL", message.getDetail());
    append(text, "HINT", message.getHint());
    if (message.getPosition() > 0) {
      append(text, "POSITION", Integer.toString(message.getPosition()));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String what, String value) {
    if (value != null) {
      text.append('\n').append(what).append(": ").append(value);
    }
  }
}
