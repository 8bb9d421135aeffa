package org.gvp.jobs.internal.daemon;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.internal.deploy.AgentMemory;
import org.gvp.jobs.internal.deploy.RejectCode;
import org.gvp.jobs.internal.deploy.Rejection;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.internal.store.Sql;

/** What a node remembers of its agents, and what operators want of them, in the register. */
final class PgAgentMemory implements AgentMemory {
  private static final Sql READ = Sql.named(PgAgentMemory.class, "readMemory");
  private static final Sql WRITE = Sql.named(PgAgentMemory.class, "writeMemory");
  private static final Sql START_ORDERS = Sql.named(PgAgentMemory.class, "startOrders");
  private static final Sql FIND_ORDERS = Sql.named(PgAgentMemory.class, "findOrders");
  private static final Sql OBEY = Sql.named(PgAgentMemory.class, "obeyOrder");

  private final DataSource pool;
  private final String node;

  PgAgentMemory(DataSource pool, String node) {
    this.pool = pool;
    this.node = node;
  }

  @FunctionalInterface
  private interface Question<T> {
    T of(NamedStatement statement) throws SQLException;
  }

  private <T> T ask(Sql sql, Question<T> question) {
    try (Connection connection = pool.getConnection();
        NamedStatement statement = sql.prepare(connection)) {
      return question.of(statement.set("node", node));
    } catch (SQLException e) {
      throw new IllegalStateException("the register does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Kept> read() {
    ask(START_ORDERS, NamedStatement::update);
    return ask(READ, statement -> statement.list(PgAgentMemory::kept));
  }

  private static Kept kept(ResultSet row) throws SQLException {
    String code = row.getString("code");
    return new Kept(
        row.getString("symbolic_name"),
        row.getString("file"),
        row.getString("good"),
        row.getString("before"),
        row.getString("refused"),
        code == null
            ? null
            : new Rejection(
                RejectCode.valueOf(code), row.getString("reason"), row.getString("fix")),
        row.getString("drained"));
  }

  @Override
  public void write(Kept kept) {
    Rejection why = kept.why();
    ask(
        WRITE,
        statement ->
            statement
                .set("symbolicName", kept.symbolicName())
                .set("file", SafeJson.text(kept.file()))
                .set("good", kept.good())
                .set("before", kept.before())
                .set("refused", kept.refused())
                .set("code", why == null ? null : why.code().name())
                .set("reason", why == null ? null : SafeJson.reason(why.text()))
                .set("fix", why == null ? null : SafeJson.reason(why.fix()))
                .set("drained", SafeJson.reason(kept.drained()))
                .update());
  }

  @Override
  public List<Order> orders() {
    return ask(FIND_ORDERS, statement -> statement.list(PgAgentMemory::order));
  }

  private static Order order(ResultSet row) throws SQLException {
    return new Order(
        row.getLong("id"),
        row.getString("what"),
        row.getString("symbolic_name"),
        row.getString("actor"),
        row.getString("reason"));
  }

  @Override
  public void obeyed(Order order) {
    ask(OBEY, statement -> statement.set("id", order.id()).update());
  }
}
