package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * The daemon's bundles in a framework of their own, of which nothing stays. None of them is
 * started, so that a daemon may run beside it.
 */
final class IdleFramework implements AutoCloseable {
  private static final String CORE = "org.gvp.jobs.core";

  private final Path cache;
  private final Framework framework;
  private Bundle core;

  /** With those properties. */
  IdleFramework(Assembly assembly, Map<String, String> properties)
      throws IOException, BundleException {
    cache = Files.createTempDirectory("gvp-jobs-framework");
    Map<String, String> all = new HashMap<>(properties);
    all.put(Constants.FRAMEWORK_STORAGE, cache.toString());
    all.put("felix.log.level", "0");
    all.put("org.ops4j.pax.logging.DefaultServiceLog.level", "ERROR");
    framework = new FrameworkFactory().newFramework(all);
    try {
      framework.start();
      install(assembly);
    } catch (IOException | BundleException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void install(Assembly assembly) throws IOException, BundleException {
    for (Path file : assembly.bundles()) {
      try (InputStream in = Files.newInputStream(file)) {
        Bundle bundle = context().installBundle("daemon:" + file.getFileName(), in);
        core = CORE.equals(bundle.getSymbolicName()) ? bundle : core;
      }
    }
    if (core == null) {
      throw new IllegalStateException(CORE + " is not in this jar");
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** A new object of a class of the core. */
  Object ofCore(String type) throws ReflectiveOperationException {
    return core.loadClass(type).getConstructor().newInstance();
  }

  @Override
  public void close() throws IOException, BundleException {
    framework.stop();
    try {
      framework.waitForStop(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
