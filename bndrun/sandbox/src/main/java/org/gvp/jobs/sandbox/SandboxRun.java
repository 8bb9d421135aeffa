package org.gvp.jobs.sandbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.gvp.jobs.sandbox.galnorth.GalNorthServlet;
import org.gvp.jobs.sandbox.mib.MibFill;
import org.gvp.jobs.sandbox.mib.Ticker;
import org.gvp.jobs.sandbox.store.SandboxClaim;
import org.gvp.jobs.sandbox.store.SandboxRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox on one daemon: claims the database, fills it, serves GAL North and ticks. A database
 * that is not there yet is tried again; one that is not the sandbox's is left alone for good.
 */
final class SandboxRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxRun.class);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final DataSource database;
  private final Clock clock;
  private final Consumer<GalNorthServlet> whenReady;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          4,
          work -> {
            Thread thread = new Thread(work, "gvp-jobs-sandbox");
            thread.setDaemon(true);
            return thread;
          });
  private HikariDataSource pool;
  private volatile GalNorthServlet galNorth;
  private volatile boolean closed;
  private String lastTrouble = "";

  /**
   * Made, but not begun.
   *
   * @param whenReady is told once that the database is filled and GAL North may be served
   */
  SandboxRun(DataSource database, Clock clock, Consumer<GalNorthServlet> whenReady) {
    this.database = database;
    this.clock = clock;
    this.whenReady = whenReady;
  }

  /**
   * Begins. The claim is tried before this returns, so that it comes before the daemon's first job:
   * later the database would look like somebody else's.
   */
  void start() {
    begin();
  }

  private void begin() {
    try {
      new SandboxClaim(database).claim();
      threads.execute(this::fill);
    } catch (SandboxRefusedException e) {
      LOG.error("The sandbox stays off: {}", e.getMessage());
    } catch (SQLException e) {
      again("claim the database", e, this::begin);
    }
  }

  private void fill() {
    try {
      new MibFill(database, clock).fill();
      if (serve()) {
        whenReady.accept(galNorth);
      }
    } catch (SQLException | RuntimeException e) {
      again("fill schema mib", e, this::fill);
    }
  }

  private synchronized boolean serve() {
    if (closed) {
      return false;
    }
    HikariConfig config = new HikariConfig();
    config.setPoolName("sandbox");
    config.setDataSource(database);
    config.setMaximumPoolSize(6);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
    galNorth = new GalNorthServlet(pool, threads);
    Ticker ticker = new Ticker(pool, clock, TICK.minusMillis(500), new Random());
    Future<?> unused =
        threads.scheduleWithFixedDelay(
            () -> tick(ticker), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    return true;
  }

  private void tick(Ticker ticker) {
    try {
      ticker.tick();
      lastTrouble = "";
    } catch (SQLException | RuntimeException e) {
      if (!closed) {
        warn("tick", e);
      }
    }
  }

  private void again(String what, Exception e, Runnable step) {
    if (closed) {
      LOG.debug("The sandbox was closed while it tried to {}", what, e);
      return;
    }
    warn(what, e);
    try {
      Future<?> unused = threads.schedule(step, AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      LOG.debug("The sandbox is closing and does not try again to {}", what, closing);
    }
  }

  /** The same trouble is told once, not every few seconds. */
  private void warn(String what, Exception e) {
    String trouble = what + ": " + e.getMessage();
    if (!trouble.equals(lastTrouble)) {
      LOG.warn("The sandbox could not {}, and goes on trying", what, e);
    }
    lastTrouble = trouble;
  }

  @Override
  public synchronized void close() {
    closed = true;
    threads.shutdownNow();
    if (galNorth != null) {
      galNorth.close();
    }
    if (pool != null) {
      pool.close();
    }
  }
}
