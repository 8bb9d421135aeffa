package org.gvp.jobs.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGStatement;

/**
 * A statement that stands in a file, {@code <name>.sql} beside the class that uses it, with
 * parameters written {@code :name}. Immutable; each file is read once.
 */
public final class Sql {
  private static final Map<String, Sql> LOADED = new ConcurrentHashMap<>();

  /** A comment, a literal, a cast, or a parameter: only the last one counts. */
  private static final Pattern TOKEN =
      Pattern.compile("--[^\\n]*|'(?:[^']|'')*'|::|:([a-zA-Z][a-zA-Z0-9_]*)");

  private static final Pattern PART = Pattern.compile("\\{\\{([a-zA-Z]+)\\}\\}");

  private final String name;
  private final String text;
  private final List<String> parameters;

  private Sql(String name, String source) {
    this.name = name;
    this.parameters = new ArrayList<>();
    StringBuilder jdbc = new StringBuilder();
    Matcher matcher = TOKEN.matcher(source);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        parameters.add(matcher.group(1));
        matcher.appendReplacement(jdbc, "?");
      } else if (matcher.group().startsWith("--")) {
        matcher.appendReplacement(jdbc, "");
      } else {
        matcher.appendReplacement(jdbc, Matcher.quoteReplacement(matcher.group()));
      }
    }
    matcher.appendTail(jdbc);
    this.text = jdbc.toString().strip();
  }

  /** The text in the file of that name beside the class, with its parts. */
  public static String source(Class<?> beside, String name) {
    return whole(read(beside, name + ".sql"), part -> read(beside, part + ".part"));
  }

  /**
   * A text with its parts: a word in double braces stands for one, which several statements share
   * and which lies beside them, in {@code <word>.part}.
   */
  public static String whole(String source, UnaryOperator<String> parts) {
    return PART.matcher(source)
        .replaceAll(part -> Matcher.quoteReplacement(parts.apply(part.group(1)).strip()));
  }

  /** The statement in this package's file of that name. */
  public static Sql named(String name) {
    return named(Sql.class, name);
  }

  /** The statement in the file of that name beside the class. */
  public static Sql named(Class<?> beside, String name) {
    return LOADED.computeIfAbsent(
        beside.getPackageName() + "." + name, key -> new Sql(name, source(beside, name)));
  }

  private static String read(Class<?> beside, String fileName) {
    try (InputStream file = beside.getResourceAsStream(fileName)) {
      if (file == null) {
        throw new IllegalStateException("no " + fileName + " beside " + beside.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + fileName, e);
    }
  }

  /** The statement that was written out instead of put into a file: for texts that vary. */
  public static Sql of(String name, String source) {
    return new Sql(name, source);
  }

  /**
   * This statement with its word {@code {limit}} replaced by a number: the planner takes a limit
   * that is a parameter for a tenth of the table.
   */
  public Sql withLimit(int limit) {
    return LOADED.computeIfAbsent(
        "limit " + limit + " " + text,
        key -> {
          Sql limited = new Sql(name, text.replace("{limit}", Integer.toString(limit)));
          limited.parameters.addAll(parameters);
          return limited;
        });
  }

  /** The text as JDBC takes it. */
  public String text() {
    return text;
  }

  /** The file's name, for messages. */
  public String name() {
    return name;
  }

  /** Prepares it on the connection; close it after use. */
  public NamedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text);
    if (parameters.isEmpty() && statement.isWrapperFor(PGStatement.class)) {
      // The server would keep its first plan for ever, whatever its plan_cache_mode. A statement of
      // the command line's own driver is run but once.
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }
    return new NamedStatement(connection, statement, name, parameters);
  }
}
