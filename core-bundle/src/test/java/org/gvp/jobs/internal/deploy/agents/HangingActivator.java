package org.gvp.jobs.internal.deploy.agents;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that neither ends nor listens to interrupts, until it is released. */
public final class HangingActivator implements BundleActivator {
  /** The framework property that releases it: set as a system property. */
  public static final String RELEASE = "test.hanging.release";

  @Override
  public void start(BundleContext context) {
    while (!Boolean.getBoolean(RELEASE)) {
      LockSupport.parkNanos(10_000_000);
      Thread.interrupted();
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
