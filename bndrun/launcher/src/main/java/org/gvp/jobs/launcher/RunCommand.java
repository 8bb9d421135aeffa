package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.launcher.Settings.WebAuth;
import org.osgi.framework.BundleException;

/** Runs the daemon in the foreground until it is told to stop. */
final class RunCommand {
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private final Settings settings;
  private final Assembly assembly;
  private final Home home;

  RunCommand(Settings settings, Assembly assembly) {
    this.settings = settings;
    this.assembly = assembly;
    this.home = new Home(settings.home());
  }

  /** The exit code: 0 if the daemon was stopped, 1 if it ended by itself. */
  int run() throws IOException, BundleException, InterruptedException {
    home.create();
    try (FileChannel lock = home.lock()) {
      assert lock.isOpen();
      home.emptyTmp();
      List<String> leftAlone = new ShippedFiles(home).install(assembly.shipped());
      if (!leftAlone.isEmpty()) {
        Console.say("Left alone, although newer ones came along: " + String.join(", ", leftAlone));
      }
      return runLocked();
    }
  }

  private int runLocked() throws IOException, BundleException, InterruptedException {
    // logback reads these two where it reads its file.
    System.setProperty("gvp.jobs.log", home.log().toString());
    System.setProperty("java.io.tmpdir", home.tmp().toString());
    Map<String, String> properties =
        FrameworkSettings.of(settings, assembly, home.node(), webPassword());
    Daemon daemon = new Daemon(properties);
    // What is left to do when it ends by a signal happens here too: nobody runs after this hook.
    Thread hook = new Thread(() -> end(daemon), "daemon-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    new RunningDaemon(ProcessHandle.current().pid(), settings.web().url(), assembly.version())
        .write(home.runningFile());
    daemon.start(assembly.bundles());
    announce(daemon);
    daemon.await();
    if (daemon.failure().isPresent()) {
      Console.error(daemon.failure().get());
      return 1;
    }
    return 0;
  }

  private void end(Daemon daemon) {
    daemon.stop();
    try {
      Files.deleteIfExists(home.runningFile());
    } catch (IOException e) {
      Console.error("left behind " + home.runningFile() + ": " + e);
    }
  }

  private String webPassword() throws IOException {
    if (settings.web().auth() == WebAuth.NONE) {
      return null;
    }
    String given = settings.web().password();
    return given == null ? WebPassword.readOrCreate(home) : given;
  }

  private void announce(Daemon daemon) {
    String url = settings.web().url();
    Health health = Health.await(url, READY_WITHIN, daemon::isRunning);
    if (!daemon.isRunning()) {
      return;
    }
    String name = "GVP Jobs " + assembly.version() + (assembly.sandbox() ? " (sandbox)" : "");
    String login =
        settings.web().auth() == WebAuth.BASIC && settings.web().password() == null
            ? " (user admin, password in " + WebPassword.file(home) + ")"
            : "";
    Console.say(
        health.ready()
            ? name + " is ready: " + url + login
            : name + " is not ready: " + health.text() + "; " + url + login);
    Console.say("Home: " + home.path() + " (agents, etc, data, log)");
    Console.say("To deploy an agent, copy its jar into " + home.agents());
    Console.say("To stop: ctrl-C, or kill " + ProcessHandle.current().pid());
  }
}
