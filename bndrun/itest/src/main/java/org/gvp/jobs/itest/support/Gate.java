package org.gvp.jobs.itest.support;

import java.util.concurrent.Semaphore;

/** The gate that the agents' actions pass one by one, as the test lets them. */
public final class Gate implements AutoCloseable {
  private static final String PROPERTY = "gvp.jobs.itest.gate";

  private final Semaphore permits;

  private Gate(int permits) {
    this.permits = new Semaphore(permits);
    System.getProperties().put(PROPERTY, this.permits);
  }

  /** A gate that so many actions may pass for now. */
  public static Gate letting(int actions) {
    return new Gate(actions);
  }

  /** Lets so many more pass. */
  public void let(int actions) {
    permits.release(actions);
  }

  /** Lets everybody pass from now on. */
  public void open() {
    permits.release(1_000_000);
  }

  @Override
  public void close() {
    System.getProperties().remove(PROPERTY, permits);
    open();
  }
}
