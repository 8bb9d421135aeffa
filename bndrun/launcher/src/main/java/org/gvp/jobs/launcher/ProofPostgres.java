package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.gvp.jobs.launcher.Settings.Agents;
import org.gvp.jobs.launcher.Settings.Database;
import org.gvp.jobs.launcher.Settings.Web;
import org.gvp.jobs.launcher.Settings.WebAuth;
import org.gvp.jobs.prove.Login;
import org.gvp.jobs.prove.Postgres;
import org.gvp.jobs.prove.Processes;
import org.osgi.framework.BundleException;

/**
 * The embedded PostgreSQL without a daemon: a framework in this process with the one bundle that
 * runs it, and what that needs. So it is the same server, also as root, and outlives the daemons.
 */
final class ProofPostgres implements Postgres, AutoCloseable {
  private static final String DATABASE = "org.gvp.jobs.postgres";

  /** File names, without versions. */
  private static final Set<String> NEEDED =
      Set.of(
          "gvp-jobs-postgres",
          "org.apache.felix.scr",
          "org.osgi.service.component",
          "org.osgi.service.jdbc",
          "org.osgi.util.function",
          "org.osgi.util.promise",
          "pax-logging-api",
          "postgresql");

  private final Assembly assembly;
  private final Home home;
  private final Daemon framework;

  /** Starts it on a new home. */
  ProofPostgres(Assembly assembly, Path folder) throws IOException {
    this.assembly = assembly;
    this.home = new Home(folder);
    home.create();
    Settings settings =
        new Settings(
            folder,
            new Database(
                Settings.EMBEDDED,
                null,
                null,
                Processes.freePort(),
                SettingsReader.DEFAULT_ROLE_PREFIX),
            new Web("127.0.0.1", Processes.freePort(), WebAuth.NONE, null),
            Agents.STANDARD,
            true,
            Settings.Probation.DEFAULT);
    Map<String, String> properties = FrameworkSettings.of(settings, assembly, home.node(), null);
    framework = new Daemon(properties);
    try {
      framework.start(bundles());
    } catch (BundleException e) {
      throw new IOException("the embedded PostgreSQL cannot be started: " + e.getMessage(), e);
    }
    requireRunning();
  }

  private List<Path> bundles() {
    return assembly.bundles().stream()
        .filter(
            file -> NEEDED.contains(file.getFileName().toString().replaceFirst("-[0-9][^/]*$", "")))
        .toList();
  }

  private void requireRunning() throws IOException {
    if (framework.failure().isPresent()) {
      throw new UsageException(framework.failure().get());
    } else if (!Files.exists(credentials())) {
      throw new IOException("the embedded PostgreSQL did not start on " + home.path());
    }
  }

  private Path credentials() {
    return home.data().resolve("postgres.properties");
  }

  @Override
  public Login login() throws IOException {
    Properties given = new Properties();
    try (Reader reader = Files.newBufferedReader(credentials(), StandardCharsets.UTF_8)) {
      given.load(reader);
    }
    String url =
        "jdbc:postgresql://127.0.0.1:"
            + given.getProperty("port")
            + "/"
            + given.getProperty("database");
    return new Login(url, given.getProperty("user"), given.getProperty("password"));
  }

  @Override
  public void stop() throws IOException {
    try {
      framework.bundle(DATABASE).stop();
    } catch (BundleException e) {
      throw new IOException("PostgreSQL was not stopped: " + e.getMessage(), e);
    }
  }

  @Override
  public void start() throws IOException {
    try {
      framework.bundle(DATABASE).start();
    } catch (BundleException e) {
      throw new IOException("PostgreSQL was not started: " + e.getMessage(), e);
    }
    requireRunning();
  }

  @Override
  public long pid() throws IOException {
    Path file = home.data().resolve("postgres").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }

  /** Stops the server. */
  @Override
  public void close() {
    framework.stop();
  }
}
