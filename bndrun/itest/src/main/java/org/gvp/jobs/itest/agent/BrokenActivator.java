package org.gvp.jobs.itest.agent;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** An activator that throws. */
public final class BrokenActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("licence expired");
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
