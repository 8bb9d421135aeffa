package org.gvp.jobs.internal.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said in the register's channel is heard, and it is known when it is not. */
class WakeUpsTest {
  private static final WakeUps.Timing OFTEN =
      new WakeUps.Timing(Duration.ofMillis(20), Duration.ofSeconds(5));
  private static final WakeUps.Timing PATIENT =
      new WakeUps.Timing(Duration.ofMillis(20), Duration.ofSeconds(2));

  private final TestDatabase register = TestDatabase.create();
  private final Database database = new Database(register.dataSource());
  private final List<Integer> due = new CopyOnWriteArrayList<>();
  private final AtomicInteger anything = new AtomicInteger();
  private final WakeUps.Sleeper sleeper =
      new WakeUps.Sleeper() {
        @Override
        public void due(int typeId) {
          due.add(typeId);
        }

        @Override
        public void anything() {
          anything.incrementAndGet();
        }
      };

  @AfterEach
  void close() {
    database.close();
    register.close();
  }

  private WakeUps started(WakeUps.Ears ears, WakeUps.Timing timing) {
    WakeUps wakeUps = new WakeUps(ears, database.heartbeat(), timing, "n1", sleeper);
    wakeUps.start();
    return wakeUps;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = register.superuserDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void the_numbers_of_types_are_heard_and_nothing_else_is_minded() throws Exception {
    try (WakeUps wakeUps = started(database::listen, OFTEN)) {
      Await.until(() -> "it listens", () -> anything.get() == 1);
      execute("notify gvp_jobs, 'nonsense'; notify gvp_jobs, 'test n2'; notify gvp_jobs, '7'");
      Await.until(() -> "7 is heard: " + due, () -> due.contains(7));
      assertThat(due).containsExactly(7);
      assertThat(wakeUps.isDeaf()).isFalse();
    }
  }

  @Test
  void after_a_lost_connection_anything_may_be_due() throws Exception {
    try (WakeUps wakeUps = started(database::listen, OFTEN)) {
      Await.until(() -> "it listens", () -> anything.get() == 1);
      execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where query like '%listen gvp_jobs'");
      Await.until(() -> "it listens again", () -> anything.get() == 2);
      execute("notify gvp_jobs, '8'");
      Await.until(() -> "8 is heard: " + due, () -> due.contains(8));
      assertThat(wakeUps.isDeaf()).isFalse();
    }
  }

  @Test
  void words_that_do_not_arrive_are_noticed_and_so_are_those_that_do_again() {
    try (TestDatabase other = TestDatabase.create();
        Database elsewhere = new Database(other.dataSource())) {
      AtomicInteger opened = new AtomicInteger();
      // A channel is one database's: in the other one nothing is heard, as through a pooler.
      WakeUps.Ears ears =
          () -> opened.incrementAndGet() <= 2 ? elsewhere.listen() : database.listen();
      try (WakeUps wakeUps = started(ears, PATIENT)) {
        Await.until(() -> "it knows that it is deaf", wakeUps::isDeaf);
        assertThat(opened).as("a fresh connection was tried first").hasValueGreaterThan(1);
        Await.until(() -> "it hears again", () -> !wakeUps.isDeaf());
      }
    }
  }
}
