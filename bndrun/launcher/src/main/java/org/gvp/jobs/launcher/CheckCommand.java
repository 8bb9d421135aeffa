package org.gvp.jobs.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gvp.jobs.launcher.Settings.Database;
import org.gvp.jobs.launcher.Settings.Web;

/** Tries what the daemon will need, and says the cure of whatever is not there. */
final class CheckCommand {
  private static final long MEMORY_MIB = 768;
  private static final long DISK_MIB = 512;
  private static final long MIB = 1024 * 1024;

  private final Settings settings;
  private final Home home;
  private boolean failed;

  CheckCommand(Settings settings) {
    this.settings = settings;
    this.home = new Home(settings.home());
  }

  /** The exit code: 0 if the daemon could run, else 1. */
  int run() throws IOException {
    memory();
    boolean ours = home.locked();
    home();
    web(ours);
    if (settings.database().embedded() && !ours) {
      embedded();
    } else {
      new RegisterCheck(settings, this::report).run();
    }
    return failed ? 1 : 0;
  }

  private void report(boolean ok, String what, String found, String cure) {
    Console.say(
        (ok ? "ok    " : "FAIL  ") + what + ": " + found + (ok || cure == null ? "" : "; " + cure));
    failed |= !ok;
  }

  private void memory() {
    long total = 0;
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean machine) {
      total = machine.getTotalMemorySize() / MIB;
    }
    report(
        total >= MEMORY_MIB,
        "memory",
        total + " MiB, of which Java takes at most " + Runtime.getRuntime().maxMemory() / MIB,
        "give the machine or container " + MEMORY_MIB + " MiB");
  }

  private void home() throws IOException {
    try {
      home.create();
      Path file = Files.createTempFile(home.tmp(), "check", null);
      Files.delete(file);
      long free = Files.getFileStore(home.path()).getUsableSpace() / MIB;
      report(
          free >= DISK_MIB,
          "home",
          home.path() + " can be written to, " + free + " MiB free",
          "make " + DISK_MIB + " MiB free there");
    } catch (UsageException e) {
      report(false, "home", e.getMessage(), null);
    } catch (IOException e) {
      report(false, "home", e.toString(), "let the daemon's user write to " + home.path());
    }
  }

  private void web(boolean ours) {
    Web web = settings.web();
    String where = "port " + web.port() + " on " + web.host();
    if (ours) {
      report(true, "web view", "the daemon of this home is running", null);
    } else {
      String cure = "set " + Variable.HTTP_PORT.variable() + " to a free port";
      port("web view", where, cure, web.host(), web.port());
    }
  }

  private void port(String what, String where, String cure, String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      report(true, what, where + " is free", null);
    } catch (IOException e) {
      report(false, what, where + " cannot be had (" + e.getMessage() + ")", cure);
    }
  }

  private void embedded() {
    Database database = settings.database();
    if (Files.exists(home.data().resolve("postgres").resolve("postmaster.pid"))) {
      report(true, "register", "embedded; its server was not stopped, and is taken over", null);
      return;
    }
    port(
        "register",
        "embedded, port " + database.port(),
        "set " + Variable.DB_PORT.variable() + " to a free port",
        "127.0.0.1",
        database.port());
  }
}
