package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The framework with the daemon's bundles, from its start to its end. */
final class Daemon {
  private static final long STOP_MILLIS = 45_000;

  private final Framework framework;
  private final AtomicReference<String> failure = new AtomicReference<>();

  /**
   * A daemon that is not started yet.
   *
   * @param properties the framework's properties
   */
  Daemon(Map<String, String> properties) {
    framework = new FrameworkFactory().newFramework(properties);
  }

  /** Installs and starts the bundles; afterwards {@link #failure()} says whether all came up. */
  void start(List<Path> bundles) throws BundleException, IOException {
    framework.init();
    BundleContext context = framework.getBundleContext();
    context.addFrameworkListener(this::onEvent);
    context.registerService(
        Consumer.class,
        (Consumer<String>) this::fail,
        new Hashtable<>(Map.of("gvp.jobs.fatal", "true")));
    List<Bundle> installed = new ArrayList<>();
    for (Path file : bundles) {
      try (InputStream in = Files.newInputStream(file)) {
        installed.add(context.installBundle("daemon:" + file.getFileName(), in));
      }
    }
    for (Bundle bundle : installed) {
      bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevels.of(bundle.getSymbolicName()));
      if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
        // Only marks it: the framework starts it when its level is reached.
        bundle.start();
      }
    }
    framework.start();
  }

  private void onEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR
        && event.getThrowable() instanceof BundleException exception
        && event.getBundle().getLocation().startsWith("daemon:")) {
      fail(event.getBundle().getSymbolicName() + " does not start: " + exception.getMessage());
    }
  }

  /** Ends the daemon for a reason that cannot get better by itself. */
  private void fail(String message) {
    if (failure.compareAndSet(null, message)) {
      // From a thread of its own: the caller may be one that the stopping framework waits for.
      new Thread(this::stop, "daemon-failed").start();
    }
  }

  /** One of its bundles. */
  Bundle bundle(String symbolicName) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no bundle " + symbolicName));
  }

  /** Why the daemon ended, or is about to end, by itself. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Whether it has not been stopped. */
  boolean isRunning() {
    return failure.get() == null && framework.getState() == Bundle.ACTIVE;
  }

  /** Waits until the daemon has ended. */
  void await() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops every component in its order; does not wait for ever. */
  void stop() {
    try {
      framework.stop();
      FrameworkEvent event = framework.waitForStop(STOP_MILLIS);
      if (event.getType() == FrameworkEvent.WAIT_TIMEDOUT) {
        Console.error("the daemon was not stopped within " + STOP_MILLIS / 1000 + " s");
      }
    } catch (BundleException e) {
      Console.error("the daemon did not stop cleanly: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
