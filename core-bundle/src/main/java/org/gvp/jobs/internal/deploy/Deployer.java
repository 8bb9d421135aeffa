package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what happens in the folders to the one who deals with it, on the deployer's thread. */
final class Deployer implements FolderInstaller.Receiver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Path agents;
  private final AgentInstaller installer;
  private final AgentDeployer deployer;
  private final Levers levers;
  private final ConfigurationFiles configurations;
  private final StatusFiles statusFiles;
  private final DeployThread thread;

  Deployer(
      Path agents,
      AgentInstaller installer,
      AgentDeployer deployer,
      Levers levers,
      ConfigurationFiles configurations,
      StatusFiles statusFiles,
      DeployThread thread) {
    this.agents = FolderInstaller.canonical(agents.resolve("any")).getParent();
    this.installer = installer;
    this.deployer = deployer;
    this.levers = levers;
    this.configurations = configurations;
    this.statusFiles = statusFiles;
    this.thread = thread;
  }

  /** Begins with what lies there: configurations first, so that agents find theirs. */
  void start() {
    thread.execute(
        "taking in the folders",
        () -> {
          installer.removeLeftovers();
          configurations.all();
          statusFiles.removeStale();
          begin();
        });
  }

  private void begin() throws InterruptedException {
    try {
      deployer.begin();
    } catch (IllegalStateException e) {
      LOG.warn("it is not known yet which agents served before: {}", e.getMessage());
      thread.later(AGAIN, "taking in the agents", this::begin);
      return;
    }
    jars().forEach(this::touchedJar);
    thread.every(WATCH, "looking at what is on probation", deployer.comebacks()::watch);
    thread.every(WATCH, "obeying operators", levers::obey);
  }

  private List<String> jars() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(agents, "*.jar")) {
      return StreamSupport.stream(files.spliterator(), false)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      LOG.error("cannot list {}: {}; let the daemon's user read it", agents, e.toString());
      return List.of();
    }
  }

  @Override
  public void touched(Path file) {
    String name = file.getFileName().toString();
    if (agents.equals(file.getParent())) {
      if (name.endsWith(".jar")) {
        touchedJar(name);
      }
    } else if (ConfigurationFiles.isOne(name)) {
      thread.execute(
          "configuration " + name,
          () -> {
            configurations.touched(name);
            deployer.reconsider();
          });
    }
  }

  private void touchedJar(String name) {
    thread.execute("deploying " + name, () -> deployer.changed(name));
  }

  /** An agent service of the bundle has come or gone, or the bundle itself has gone. */
  void review(long bundleId) {
    thread.execute("looking at bundle " + bundleId, () -> deployer.review(bundleId));
  }

  @Override
  public void close() {
    thread.close();
  }
}
