package org.gvp.jobs.internal.heartbeat;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does something again and again, after a pause or when it is woken. Thread-safe. */
public final class HeartbeatLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatLoop.class);

  private final Duration pause;
  private final Runnable work;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean wake;
  private boolean closed;

  /** Does the work on a thread of that name. */
  public HeartbeatLoop(String name, Duration pause, Runnable work) {
    this.pause = pause;
    this.work = work;
    this.thread = new Thread(this::loop, name);
  }

  /** Starts. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    while (await()) {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        LOG.error("{} failed, and goes on", thread.getName(), e);
      }
    }
  }

  private boolean await() {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!wake && !closed && left > 0) {
        left = woken.awaitNanos(left);
      }
      wake = false;
      return !closed;
    } catch (InterruptedException e) {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the pause now. */
  public void wake() {
    lock.lock();
    try {
      wake = true;
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
