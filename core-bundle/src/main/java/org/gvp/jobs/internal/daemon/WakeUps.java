package org.gvp.jobs.internal.daemon;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from the register which types have jobs that are due, on a thread and a connection of its
 * own. That only saves time: whatever is not heard is found by looking. So nothing is made of it
 * when the register is out of reach; but it talks to itself now and then, and says so if it does
 * not hear that. Thread-safe.
 */
final class WakeUps implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);
  private static final Duration REST = Duration.ofMillis(500);
  private static final int SELDOM = 10;

  /**
   * How often it talks to itself.
   *
   * @param every pause between two tests; ten times that while it is known not to hear
   * @param within how long a test may take to be heard
   */
  record Timing(Duration every, Duration within) {
    static final Timing DEFAULT = new Timing(Duration.ofSeconds(10), Duration.ofSeconds(3));
  }

  /** Opens the channel. */
  @FunctionalInterface
  interface Ears {
    /** Hears from now on. */
    Channel open() throws SQLException;
  }

  /** Who is to be told. */
  interface Sleeper {
    /** Something of a type is due. */
    void due(int typeId);

    /** Anything may be due: for a while nothing was heard. */
    void anything();
  }

  private final Ears ears;
  private final DataSource mouth;
  private final Timing timing;
  private final String test;
  private final Sleeper sleeper;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Channel channel;
  private volatile boolean deaf;
  private long nextTest;
  private long saidAt;
  private boolean said;
  private int unheard;

  /**
   * On the register.
   *
   * @param mouth connections for its tests
   * @param name which no other has, of letters
   */
  WakeUps(Ears ears, DataSource mouth, Timing timing, String name, Sleeper sleeper) {
    this.ears = ears;
    this.mouth = mouth;
    this.timing = timing;
    this.test = "test " + name;
    this.sleeper = sleeper;
    this.thread = new Thread(this::loop, "wake-ups");
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether it is known not to hear what is said, although the register can be reached. */
  boolean isDeaf() {
    return deaf;
  }

  private void loop() {
    do {
      try (Channel opened = ears.open()) {
        channel = opened;
        sleeper.anything();
        listen(opened);
      } catch (SQLException | RuntimeException e) {
        LOG.debug("the register's channel is opened again: {}", e.toString());
      }
    } while (!closedWithin(REST));
  }

  private boolean closedWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Until it is closed, or a test was not heard: then the connection is not worth keeping. */
  private void listen(Channel opened) throws SQLException {
    nextTest = System.nanoTime();
    said = false;
    while (!isClosed()) {
      long now = System.nanoTime();
      if (said && now - saidAt >= timing.within().toNanos()) {
        notHeard();
        return;
      } else if (!said && now - nextTest >= 0) {
        speak();
      }
      long until = said ? saidAt + timing.within().toNanos() : nextTest;
      opened.await(Duration.ofNanos(until - System.nanoTime())).forEach(this::hear);
    }
  }

  private void speak() {
    saidAt = System.nanoTime();
    nextTest = saidAt + timing.every().multipliedBy(deaf ? SELDOM : 1).toNanos();
    try {
      Channel.say(mouth, test);
      saidAt = System.nanoTime();
      said = true;
    } catch (SQLException e) {
      LOG.debug("the register's channel cannot be tested now: {}", e.toString());
    }
  }

  private void hear(String word) {
    if (word.equals(test)) {
      said = false;
      unheard = 0;
      if (deaf) {
        LOG.info("the register's notifications arrive again");
        deaf = false;
      }
    } else if (!word.startsWith("test ")) {
      due(word);
    }
  }

  private void due(String word) {
    try {
      sleeper.due(Integer.parseInt(word));
    } catch (NumberFormatException e) {
      LOG.debug("'{}' was said in the register's channel, which is the number of no type", word);
    }
  }

  /** Once may be a connection that is dead; twice in a row, the second time on a fresh one, not. */
  private void notHeard() {
    unheard++;
    if (unheard >= 2 && !deaf) {
      deaf = true;
      LOG.warn(
          "the register's notifications do not arrive, so a job starts up to a second later;"
              + " a pooler in between, such as PgBouncer in transaction mode, keeps them away");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Channel open = channel;
    try {
      if (open != null) {
        open.close();
      }
      thread.join(TimeUnit.SECONDS.toMillis(1)); // a daemon thread: it holds up nothing
    } catch (SQLException e) {
      LOG.debug("the register's channel was not closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
