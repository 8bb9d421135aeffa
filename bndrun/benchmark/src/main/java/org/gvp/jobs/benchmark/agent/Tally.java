package org.gvp.jobs.benchmark.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what the no-op agent performs, as cheaply as can be: the benchmark is about the daemon.
 * Thread-safe once {@link #expect} has returned.
 */
public final class Tally {
  private final AtomicInteger performed = new AtomicInteger();
  private volatile Expected expected = new Expected(0, 1, -1, false);
  private volatile int target = Integer.MAX_VALUE;
  private volatile long began;
  private volatile long markedAt;

  /** What is to come; each element of an array is written by the thread that performs it. */
  private static final class Expected {
    final int actionsPerJob;
    final int mark;
    final byte[] seen;
    final long[] startedAt;

    Expected(int actions, int actionsPerJob, int mark, boolean times) {
      this.actionsPerJob = actionsPerJob;
      this.mark = mark;
      this.seen = new byte[actions];
      this.startedAt = times ? new long[actions] : null;
    }
  }

  /**
   * Starts to count from nothing.
   *
   * @param jobs how many are to come, numbered from 0 in their parameters
   * @param actionsPerJob of each
   * @param mark the how manieth one is timed; -1 for none
   * @param times whether each one is timed
   */
  void expect(int jobs, int actionsPerJob, int mark, boolean times) {
    expected = new Expected(jobs * actionsPerJob, actionsPerJob, mark, times);
    performed.set(0);
    markedAt = 0;
  }

  /** From now on the mark is timed. */
  void begin() {
    began = System.nanoTime();
  }

  /**
   * Counts an action.
   *
   * @param job the job's number in its parameters
   * @param actionNo from 1, or 0 for a job without a list
   */
  void performed(int job, int actionNo) {
    Expected now = expected;
    int no = job * now.actionsPerJob + Math.max(0, actionNo - 1);
    if (no < now.seen.length) {
      now.seen[no] = 1;
      if (now.startedAt != null && now.startedAt[no] == 0) {
        now.startedAt[no] = micros();
      }
    }
    int count = performed.incrementAndGet();
    if (count == now.mark) {
      markedAt = System.nanoTime();
    }
    if (count >= target) {
      wake();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Waits until so many were performed, at most so long, and answers how many were. */
  synchronized int await(int count, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    target = count;
    for (long left = millis;
        performed.get() < count && left > 0;
        left = (deadline - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    target = Integer.MAX_VALUE;
    return performed.get();
  }

  /** How many different ones of the expected were performed. */
  int distinct() {
    int distinct = 0;
    for (byte seen : expected.seen) {
      distinct += seen;
    }
    return distinct;
  }

  /** Microseconds from the beginning to the mark; -1 if it was not reached. */
  long markMicros() {
    return markedAt == 0 ? -1 : (markedAt - began) / 1_000;
  }

  /** Writes a line for each expected one: its number and when it started, in epoch microseconds. */
  void writeTimes(Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    long[] times = expected.startedAt;
    for (int i = 0; i < times.length; i++) {
      lines.append(i).append(' ').append(times[i]).append('\n');
    }
    Files.writeString(file, lines);
  }

  private static long micros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }
}
