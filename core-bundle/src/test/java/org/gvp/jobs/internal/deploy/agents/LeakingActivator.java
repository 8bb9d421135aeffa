package org.gvp.jobs.internal.deploy.agents;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts a thread and does not end it with the bundle. */
public final class LeakingActivator implements BundleActivator {
  /** The system property that ends the thread after all. */
  public static final String RELEASE = "gvp.jobs.test.releaseLeak";

  @Override
  public void start(BundleContext context) {
    Thread thread = new Thread(this::poll, "acme-poller");
    thread.setDaemon(true);
    thread.start();
  }

  private void poll() {
    while (System.getProperty(RELEASE) == null) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
