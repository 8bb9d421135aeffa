package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * Brings the register's schema and roles up to this version, as the user that the settings name.
 * The migrations lie in the daemon's core bundle: it is resolved, but no bundle is started, so that
 * a daemon may run beside it.
 */
final class MigrateCommand {
  private static final String CORE = "org.gvp.jobs.core";
  private static final String MIGRATOR = "org.gvp.jobs.internal.store.Migrator";

  private final Settings settings;
  private final Assembly assembly;

  MigrateCommand(Settings settings, Assembly assembly) {
    this.settings = settings;
    this.assembly = assembly;
  }

  /** The exit code: 0, or 1 if the register could not be migrated. */
  int run() throws IOException, BundleException, ReflectiveOperationException {
    Path cache = Files.createTempDirectory("gvp-jobs-migrate");
    Framework framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(Constants.FRAMEWORK_STORAGE, cache.toString(), "felix.log.level", "0"));
    try {
      framework.init();
      return migrate(migrator(framework));
    } finally {
      framework.stop();
      delete(cache);
    }
  }

  private BiFunction<DataSource, String, String> migrator(Framework framework)
      throws IOException, BundleException, ReflectiveOperationException {
    Bundle core = null;
    for (Path file : assembly.bundles()) {
      try (InputStream in = Files.newInputStream(file)) {
        Bundle bundle =
            framework.getBundleContext().installBundle("daemon:" + file.getFileName(), in);
        core = CORE.equals(bundle.getSymbolicName()) ? bundle : core;
      }
    }
    if (core == null) {
      throw new IllegalStateException(CORE + " is not in this jar");
    }
    Object migrator = core.loadClass(MIGRATOR).getConstructor().newInstance();
    @SuppressWarnings("unchecked") // the class says so
    BiFunction<DataSource, String, String> function =
        (BiFunction<DataSource, String, String>) migrator;
    return function;
  }

  private int migrate(BiFunction<DataSource, String, String> migrator) throws IOException {
    if (settings.database().pooled()) {
      throw new UsageException(
          Variable.DB_URL.variable()
              + " leads through a pooler (prepareThreshold=0): migrate straight on the server");
    }
    try {
      Console.say(
          migrator.apply(new Register(settings).dataSource(), settings.database().rolePrefix()));
      return 0;
    } catch (UsageException e) {
      throw e;
    } catch (RuntimeException e) {
      Console.error(e.getMessage());
      return 1;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
