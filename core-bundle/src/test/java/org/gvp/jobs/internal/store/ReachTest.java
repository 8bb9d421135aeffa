package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.gvp.jobs.internal.testsupport.TestClock;
import org.gvp.jobs.query.QueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class ReachTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final TestClock clock = new TestClock(NOON);
  private final AtomicLong nanos = new AtomicLong(Long.MIN_VALUE);
  private final Reach reach = new Reach(clock, nanos::get);

  private void advance(Duration by) {
    clock.advance(by);
    nanos.addAndGet(by.toNanos());
  }

  @Test
  void it_is_out_from_the_first_failure_until_the_next_answer() {
    assertThat(reach.outSince()).isEmpty();
    assertThat(reach.failed()).as("the first one is news").isTrue();
    advance(Duration.ofSeconds(9));
    assertThat(reach.failed()).isFalse();
    assertThat(reach.outSince()).contains(NOON);
    assertThat(reach.reached()).contains(NOON);
    assertThat(reach.reached()).as("news once").isEmpty();
  }

  @Test
  void it_is_steady_again_a_while_after_the_last_failure() {
    assertThat(reach.hasBeenSteadyFor(LEASE)).as("nothing has failed yet").isTrue();
    reach.failed();
    advance(Duration.ofSeconds(60));
    reach.failed();
    assertThat(reach.reached()).isPresent();
    assertThat(reach.hasBeenSteadyFor(LEASE)).isFalse();
    advance(LEASE);
    assertThat(reach.hasBeenSteadyFor(LEASE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"25006", "57P01", "57P02", "57P03", "08006", "53100", "53300", "57014", "58030"})
  void what_may_pass_is_an_outage(String state) {
    assertThat(Reach.isOut(new SQLException("no", state))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"22P05", "23505", "40P01", "54000", "P0001", "42501"})
  void what_will_be_the_same_again_is_none(String state) {
    assertThat(Reach.isOut(new SQLException("no", state))).isFalse();
  }

  @Test
  void questions_say_since_when_there_is_no_answer() throws IOException {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody.setPortNumbers(new int[] {closed.getLocalPort()});
    }
    reach.failed();
    assertThatThrownBy(new PgJobQuery(nobody, reach::outSince)::nodes)
        .isInstanceOf(QueryException.class)
        .hasMessageStartingWith("the register is out of reach since 2026-01-02T12:00:00Z; ");
  }
}
