package org.gvp.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxRunTest {
  private final CountDownLatch ready = new CountDownLatch(1);
  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.empty();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void the_database_is_claimed_before_start_returns_and_filled_before_it_is_ready()
      throws Exception {
    try (SandboxRun run = run(database.dataSource())) {
      run.start();
      assertThat(database.count("select count(*) from sandbox.made_by")).isEqualTo(1);
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(database.count("select count(*) from mib.movie")).isEqualTo(3_200);
    }
  }

  @Test
  void a_database_that_is_not_there_yet_is_tried_again() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    try (SandboxRun run = run(new FailingAtFirst(database.dataSource(), failures))) {
      run.start();
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(failures.get()).isNegative();
  }

  @Test
  void a_database_of_others_is_left_alone_for_good() throws Exception {
    database.execute("create schema gvp_jobs; create table gvp_jobs.job as select 1 as id");
    AtomicInteger connections = new AtomicInteger();
    try (SandboxRun run = run(new FailingAtFirst(database.dataSource(), connections))) {
      run.start();
      assertThat(ready.await(3, TimeUnit.SECONDS)).isFalse();
    }
    assertThat(connections).as("one look, then none").hasValue(-1);
    assertThat(database.ask("select to_regnamespace('sandbox') is null")).isEqualTo("t");
  }

  private SandboxRun run(DataSource dataSource) {
    return new SandboxRun(dataSource, Clock.systemUTC(), servlet -> ready.countDown());
  }

  /** Refuses so many connections, and counts on below zero. */
  private record FailingAtFirst(DataSource real, AtomicInteger failures) implements DataSource {
    @Override
    public Connection getConnection() throws SQLException {
      if (failures.getAndDecrement() > 0) {
        throw new SQLException("not there yet");
      }
      return real.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      return getConnection();
    }

    @Override
    public PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
  }
}
