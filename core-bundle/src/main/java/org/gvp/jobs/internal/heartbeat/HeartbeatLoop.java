package org.gvp.jobs.internal.heartbeat;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that does something again and again with a pause between, and something smaller whenever
 * it is woken in the pause. Thread-safe.
 */
public final class HeartbeatLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

  private final Duration pause;
  private final Runnable work;
  private final Runnable whenWoken;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private long due;
  private boolean wake;
  private boolean closed;

  /** Does the work on a thread of that name. */
  public HeartbeatLoop(String name, Duration pause, Runnable work, Runnable whenWoken) {
    this.pause = pause;
    this.work = work;
    this.whenWoken = whenWoken;
    this.due = System.nanoTime() + pause.toNanos();
    this.thread = new Thread(this::loop, name);
  }

  /** Starts. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    for (Runnable next = await(); next != null; next = await()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        LOG.error("{} failed, and goes on", thread.getName(), e);
      }
    }
  }

  /** What is to be done next, once it is; null when closed. */
  private Runnable await() {
    lock.lock();
    try {
      while (!closed) {
        long left = due - System.nanoTime();
        if (left <= 0) {
          due = System.nanoTime() + pause.toNanos();
          wake = false;
          return work;
        } else if (wake) {
          wake = false;
          return whenWoken;
        }
        pauseFor(left);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void pauseFor(long nanoseconds) {
    try {
      long unused = woken.awaitNanos(nanoseconds);
    } catch (InterruptedException e) {
      LOG.debug("{} was interrupted, and goes on", thread.getName());
    }
  }

  /** Has the smaller work done now. */
  public void wake() {
    lock.lock();
    try {
      wake = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the pause now: has the work done. */
  public void hurry() {
    lock.lock();
    try {
      due = System.nanoTime();
      woken.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends after what is being done, at most 10 s later. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      woken.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
