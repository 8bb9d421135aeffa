package org.gvp.jobs.internal.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.gvp.jobs.internal.deploy.AgentMemory.Kept;
import org.gvp.jobs.internal.deploy.AgentMemory.Order;
import org.gvp.jobs.internal.deploy.RejectCode;
import org.gvp.jobs.internal.deploy.Rejection;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgAgentMemoryTest {
  private TestDatabase database;
  private PgAgentMemory north;
  private PgAgentMemory south;

  @BeforeEach
  void start() throws SQLException {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
    north = new PgAgentMemory(database.dataSource(), "north");
    south = new PgAgentMemory(database.dataSource(), "south");
    for (int node = 1; node <= 2; node++) {
      sql(
          "insert into gvp_jobs.node (incarnation, node, version, started_at, lease_until) overriding"
              + " system value values (%d, '%s', '1', now(), now() + interval '1 hour')"
                  .formatted(node, node == 1 ? "north" : "south"));
      sql(
          "insert into gvp_jobs.node_agent (incarnation, file, symbolic_name, state, since)"
              + " values (%d, 'clean.jar', 'acme.clean', 'SERVING', now())".formatted(node));
    }
    north.read();
    south.read();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void what_a_node_remembers_it_finds_again_and_no_other_does() {
    Rejection why = new Rejection(RejectCode.ROLLED_BACK, "it was worse", "Mend it");
    Kept kept = new Kept("acme.clean", "clean.jar", "a1", "a0", "a2", why, "drained by olga");
    north.write(new Kept("acme.clean", "old.jar", "a0", null, null, null, null));
    north.write(kept);
    assertThat(north.read()).containsExactly(kept);
    assertThat(south.read()).isEmpty();
  }

  @Test
  void an_agent_whose_file_was_removed_is_remembered_without_one() {
    Kept removed = new Kept("acme.clean", null, "a1", null, null, null, null);
    north.write(new Kept("acme.clean", "clean.jar", "a1", null, null, null, null));
    north.write(removed);
    assertThat(north.read()).containsExactly(removed);
  }

  @Test
  void an_order_for_all_reaches_every_node_once() throws SQLException {
    sql("select gvp_jobs.rollback_agent('acme.clean', reason => 'too slow')");
    sql("select gvp_jobs.drain_agent('acme.clean', node => 'south')");
    assertThat(north.orders()).extracting(Order::what).containsExactly("rollback");
    assertThat(south.orders()).extracting(Order::what).containsExactly("rollback", "drain");
    Order order = north.orders().get(0);
    assertThat(order.symbolicName()).isEqualTo("acme.clean");
    assertThat(order.by()).endsWith(": too slow");
    north.obeyed(order);
    north.obeyed(order);
    assertThat(north.orders()).isEmpty();
    south.obeyed(south.orders().get(0));
    assertThat(south.orders()).extracting(Order::what).containsExactly("drain");
  }

  @Test
  void a_node_that_is_new_is_not_told_of_the_past() throws SQLException {
    sql("select gvp_jobs.drain_agent('acme.clean')");
    PgAgentMemory east = new PgAgentMemory(database.dataSource(), "east");
    east.read();
    assertThat(east.orders()).isEmpty();
    sql("select gvp_jobs.retry_agent('acme.clean')");
    assertThat(east.orders()).extracting(Order::what).containsExactly("retry");
  }

  @Test
  void an_agent_that_nobody_has_is_refused_with_those_that_there_are() {
    assertThatThrownBy(() -> sql("select gvp_jobs.drain_agent('acme.cleaner')"))
        .hasMessageContaining("symbolic_name: no living daemon has an agent \"acme.cleaner\"")
        .hasMessageContaining("acme.clean on north");
    assertThatThrownBy(() -> sql("select gvp_jobs.retry_agent('acme.clean', 'west')"))
        .hasMessageContaining("no living daemon west has an agent \"acme.clean\"");
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
