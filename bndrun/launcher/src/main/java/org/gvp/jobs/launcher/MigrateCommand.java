package org.gvp.jobs.launcher;

import java.io.IOException;
import java.util.Map;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.osgi.framework.BundleException;

/**
 * Brings the register's schema and roles up to this version, as the user that the settings name.
 * The migrations lie in the daemon's core bundle.
 */
final class MigrateCommand {
  private static final String MIGRATOR = "org.gvp.jobs.internal.store.Migrator";

  private final Settings settings;
  private final Assembly assembly;

  MigrateCommand(Settings settings, Assembly assembly) {
    this.settings = settings;
    this.assembly = assembly;
  }

  /** The exit code: 0, or 1 if the register could not be migrated. */
  int run() throws IOException, BundleException, ReflectiveOperationException {
    try (IdleFramework framework = new IdleFramework(assembly, Map.of())) {
      @SuppressWarnings("unchecked") // the class says so
      BiFunction<DataSource, String, String> migrator =
          (BiFunction<DataSource, String, String>) framework.ofCore(MIGRATOR);
      return migrate(migrator);
    }
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
}
