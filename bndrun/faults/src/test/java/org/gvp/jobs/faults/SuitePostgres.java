package org.gvp.jobs.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gvp.jobs.postgres.EmbeddedConfig;
import org.gvp.jobs.postgres.EmbeddedServer;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Login;
import org.gvp.jobs.prove.Postgres;
import org.gvp.jobs.prove.Processes;

/** The suite's PostgreSQL: none of the daemons' own, so that it outlives each of them. */
final class SuitePostgres implements Postgres, AutoCloseable {
  private static final Duration START = Duration.ofSeconds(120);

  private final EmbeddedConfig config;
  private EmbeddedServer server;

  /** Starts it on a new folder. */
  SuitePostgres(Path folder) throws IOException {
    this.config =
        EmbeddedConfig.ofHome(folder, Processes.freePort())
            .withBinaries(folder.resolveSibling("programs"));
    this.server = EmbeddedServer.start(config);
  }

  @Override
  public Login login() {
    return new Login(server.url(), server.user(), server.password());
  }

  @Override
  public void stop() {
    server.close();
  }

  /** What a killed server leaves behind takes a moment to notice that it is alone. */
  @Override
  public void start() {
    Await.until(
        "PostgreSQL starts",
        START,
        () -> {
          server = EmbeddedServer.start(config);
          return true;
        });
  }

  @Override
  public long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(config.data().resolve("postmaster.pid")).get(0).strip());
  }

  @Override
  public void close() {
    server.close();
  }
}
