package org.gvp.jobs.itest;

import java.util.Arrays;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Stops the embedded database at the end: the tester ends the JVM without stopping the framework,
 * and from within its exit the framework cannot be stopped as a whole.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class DatabaseStop implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    Bundle database =
        Arrays.stream(context.getBundles())
            .filter(bundle -> "org.gvp.jobs.postgres".equals(bundle.getSymbolicName()))
            .findFirst()
            .orElseThrow();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(database), "itest-stop"));
  }

  private static void stop(Bundle bundle) {
    try {
      bundle.stop();
    } catch (BundleException e) {
      throw new IllegalStateException("the embedded database was left running", e);
    }
  }

  @Override
  public void stop(BundleContext context) {
    // What is to be done is done when the JVM ends.
  }
}
