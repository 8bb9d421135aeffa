package org.gvp.jobs.sandbox.mib;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gvp.jobs.sandbox.SettableClock;
import org.gvp.jobs.sandbox.TestDatabase;
import org.gvp.jobs.sandbox.store.SandboxClaim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final Instant NOW = Instant.parse("2026-10-25T00:59:58Z");
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SettableClock clock = new SettableClock(NOW);
  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.empty();
    new SandboxClaim(database.dataSource()).claim();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void nothing_ticks_before_the_database_is_filled() throws SQLException {
    assertThat(ticker(clock, 1).tick()).isEqualTo(Ticker.Tick.NONE);
  }

  @Test
  void ticks_make_purchases_fall_due_and_films_change() throws SQLException {
    fill();
    long trials = due(10);
    long cancellations = due(8);
    Ticker ticker = ticker(clock, 1);
    Ticker.Tick sum = Ticker.Tick.NONE;
    for (int i = 0; i < 5; i++) {
      clock.advance(INTERVAL);
      Ticker.Tick tick = ticker.tick();
      sum =
          new Ticker.Tick(
              sum.trials() + tick.trials(),
              sum.cancellations() + tick.cancellations(),
              sum.films() + tick.films());
    }
    assertThat(sum).isEqualTo(new Ticker.Tick(20, 15, 15));
    clock.advance(Duration.ofSeconds(20));
    assertThat(due(10)).isEqualTo(trials + 20);
    assertThat(due(8)).isEqualTo(cancellations + 15);
    assertThat(
            database.count(
                "select count(*) from mib.movie where last_update > timestamptz '" + NOW + "'"))
        .isBetween(10L, 15L);
    assertThat(
            database.count(
                "select count(*) from mib.gvp_users_purchases_history"
                    + " where from_status_id = 9 and to_status_id = 8"))
        .isEqualTo(15);
  }

  @Test
  void two_daemons_make_one_tick_per_interval() throws Exception {
    fill();
    ExecutorService daemons = Executors.newFixedThreadPool(2);
    try {
      for (int round = 1; round <= 10; round++) {
        clock.advance(INTERVAL);
        List<Future<Ticker.Tick>> ticks = new ArrayList<>();
        for (int daemon = 0; daemon < 2; daemon++) {
          ticks.add(daemons.submit(ticker(clock, round * 2L + daemon)::tick));
        }
        assertThat(List.of(ticks.get(0).get(), ticks.get(1).get()))
            .containsOnlyOnce(Ticker.Tick.NONE);
      }
    } finally {
      daemons.shutdownNow();
    }
    assertThat(database.count("select count(*) - 50000 from mib.gvp_users_purchases"))
        .isEqualTo(40);
  }

  @Test
  void a_purchase_that_an_agent_has_moved_is_left_alone() throws SQLException {
    fill();
    database.execute(
        "insert into mib.gvp_users_purchases_history"
            + " (purchase_id, at, from_status_id, to_status_id, changed_by)"
            + " select id, now(), 10, 9, 'agent' from mib.gvp_users_purchases where status_id = 9");
    clock.advance(INTERVAL);
    assertThat(ticker(clock, 1).tick().cancellations()).isZero();
  }

  @Test
  void rows_that_others_hold_are_passed_over_without_waiting() throws SQLException {
    fill();
    clock.advance(INTERVAL);
    try (Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "select from mib.gvp_users_purchases for no key update;"
              + " select from mib.movie for no key update");
      assertThat(ticker(clock, 1).tick()).isEqualTo(new Ticker.Tick(4, 0, 0));
      other.rollback();
    }
  }

  private Ticker ticker(Clock clock, long seed) {
    return new Ticker(database.pool(), clock, INTERVAL, new Random(seed));
  }

  private void fill() throws SQLException {
    new MibFill(database.dataSource(), clock).fill();
  }

  private long due(int status) throws SQLException {
    return database.count(
        "select count(*) from mib.gvp_users_purchases where status_id = "
            + status
            + " and (date_end is null or date_end <= timestamptz '"
            + clock.instant()
            + "')");
  }
}
