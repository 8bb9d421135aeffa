package org.gvp.jobs.internal.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A statement whose plan is looked at as the daemon runs it: prepared in a session of its pool.
 *
 * @param name what it is called in messages
 * @param source its text, parameters written {@code :name}
 * @param pool of the daemon's pools, the one that runs it
 * @param most how many buffers it may touch
 * @param indexes the indexes that it must use
 * @param scans whether it may read a table from its head on, as far as its buffers go
 */
record HotStatement(
    String name, String source, Pool pool, int most, List<String> indexes, boolean scans) {

  /** The daemon's pools, each with settings of its own. */
  enum Pool {
    LEASE(Database::lease),
    HEARTBEAT(Database::heartbeat),
    GENERAL(Database::general),
    CLAIMS(Database::claims),
    VITAL(Database::vital),
    READERS(Database::readers);

    private final Function<Database, DataSource> of;

    Pool(Function<Database, DataSource> of) {
      this.of = of;
    }

    DataSource of(Database database) {
      return of.apply(database);
    }
  }

  /** A comment, a literal, a cast, or a parameter: only the last one counts. */
  private static final Pattern TOKEN =
      Pattern.compile("--[^\\n]*|'(?:[^']|'')*'|::|:([a-zA-Z][a-zA-Z0-9_]*)");

  /** The statement that stands in a file beside a class. */
  static HotStatement file(Class<?> beside, String name, Pool pool, int most, String... indexes) {
    return new HotStatement(name, Sql.source(beside, name), pool, most, List.of(indexes), false);
  }

  /** A call of one of the functions for others, in whatever session. */
  static HotStatement call(String sql, int most) {
    return new HotStatement(sql, sql, Pool.GENERAL, most, List.of(), false);
  }

  /**
   * This statement as one that may read a table from its head on: up to a cap, or one that is
   * small.
   */
  HotStatement thatScans() {
    return new HotStatement(name, source, pool, most, indexes, true);
  }

  /** This statement as one that never takes more rows at a time than that. */
  HotStatement thatTakes(int rows) {
    String limited = source.replace("{limit}", Integer.toString(rows));
    return new HotStatement(name, limited, pool, most, indexes, scans);
  }

  /** What a plan has done. */
  record Plan(String text, JsonNode root) {
    /** All nodes of it, those of sub-plans included. */
    List<JsonNode> nodes() {
      List<JsonNode> nodes = new ArrayList<>();
      collect(root.path("Plan"), nodes);
      return nodes;
    }

    private static void collect(JsonNode node, List<JsonNode> nodes) {
      nodes.add(node);
      node.path("Plans").forEach(child -> collect(child, nodes));
    }

    static int buffers(JsonNode node) {
      return node.path("Shared Hit Blocks").asInt() + node.path("Shared Read Blocks").asInt();
    }

    /** The indexes that it has gone by. */
    List<String> indexes() {
      return nodes().stream()
          .map(node -> node.path("Index Name").asText())
          .filter(name -> !name.isEmpty())
          .distinct()
          .toList();
    }

    int buffers() {
      return buffers(root.path("Plan"));
    }
  }

  /**
   * Prepares it in the session; its parameters get the types that the server finds. The daemon has
   * one without parameters planned anew each time, and so is it done here.
   */
  void prepare(Connection session, String as) throws SQLException {
    Map<String, Integer> numbers = new HashMap<>();
    Matcher matcher = TOKEN.matcher(source.replace("{limit}", "512"));
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String parameter = matcher.group(1);
      String replacement =
          parameter != null
              ? "$" + numbers.computeIfAbsent(parameter, p -> numbers.size() + 1)
              : matcher.group().startsWith("--") ? "" : matcher.group();
      matcher.appendReplacement(text, Matcher.quoteReplacement(replacement));
    }
    execute(session, "prepare " + as + " as " + matcher.appendTail(text));
  }

  private boolean hasParameters() {
    return TOKEN.matcher(source).results().anyMatch(token -> token.group(1) != null);
  }

  /** The call of what was prepared, with values by the parameters' names. */
  String execution(String as, Map<String, String> values) {
    List<String> given = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(source);
    List<String> seen = new ArrayList<>();
    while (matcher.find()) {
      String parameter = matcher.group(1);
      if (parameter != null && !seen.contains(parameter)) {
        seen.add(parameter);
        if (!values.containsKey(name + "." + parameter) && !values.containsKey(parameter)) {
          throw new IllegalArgumentException("no value for :" + parameter + " of " + name);
        }
        String value = values.getOrDefault(name + "." + parameter, values.get(parameter));
        given.add(value == null ? "null" : "'" + value + "'");
      }
    }
    return "execute " + as + (given.isEmpty() ? "" : "(" + String.join(", ", given) + ")");
  }

  /** Runs it and rolls it back; what it does on the way counts. */
  Plan plan(Connection session, String as, Map<String, String> values) throws SQLException {
    session.setAutoCommit(false);
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "explain (analyze, buffers, verbose, timing off, format json) "
                    + (hasParameters() ? execution(as, values) : source))) {
      row.next();
      String text = row.getString(1);
      return new Plan(text, JsonMapper.builder().build().readTree(text).get(0));
    } catch (SQLException e) { // stopped for taking too long: what it has done is no plan
      return new Plan(e.getMessage(), MissingNode.getInstance());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      session.rollback();
      session.setAutoCommit(true);
    }
  }

  /** Runs it so often that the session keeps a plan of it, and rolls back. */
  void cachePlan(Connection session, String as, Map<String, String> values) throws SQLException {
    session.setAutoCommit(false);
    for (int i = 0; i < 8; i++) {
      execute(session, "savepoint here");
      try {
        execute(session, execution(as, values));
      } catch (SQLException e) {
        if (!"22023".equals(e.getSQLState())) { // a function refuses what is not there
          throw e;
        }
      }
      execute(session, "rollback to here");
    }
    session.rollback();
    session.setAutoCommit(true);
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
