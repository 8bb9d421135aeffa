package org.gvp.jobs.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Processes;
import org.gvp.jobs.prove.Register;
import org.gvp.jobs.prove.Site;

/** Daemons on one database, none of which knows what is about to happen to them. */
final class Field implements AutoCloseable {
  private final Site site;
  private final SuitePostgres postgres;
  private final Register register;
  private final List<DaemonProcess> daemons = new ArrayList<>();
  private final Thread hook = new Thread(this::end, "end-of-the-field");

  /** That many daemons, ready. */
  Field(int count) throws IOException {
    this.site = new Site(Path.of(property("faults.jar")), Path.of(property("faults.folder")));
    Runtime.getRuntime().addShutdownHook(hook);
    this.postgres = new SuitePostgres(site.folder().resolve("database"));
    this.register = new Register(postgres.login());
    site.use(postgres.login());
    for (int i = 0; i < count; i++) {
      daemons.add(site.start(String.valueOf((char) ('A' + i))));
    }
    daemons.forEach(DaemonProcess::awaitReady);
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set: run it by Maven");
    }
    return value;
  }

  Path folder() {
    return site.folder();
  }

  SuitePostgres postgres() {
    return postgres;
  }

  Register register() {
    return register;
  }

  List<DaemonProcess> daemons() {
    return daemons;
  }

  /**
   * Sends a signal to the server's first process and to its children, sessions among them. Those
   * come and go by themselves: one that is gone needs none.
   */
  void signalServer(String signal) throws IOException, InterruptedException {
    long first = postgres.pid();
    List<ProcessHandle> children =
        ProcessHandle.of(first).map(server -> server.children().toList()).orElse(List.of());
    Processes.signal(first, signal);
    for (ProcessHandle child : children) {
      try {
        Processes.signal(child.pid(), signal);
      } catch (IOException e) {
        if (child.isAlive()) {
          throw e;
        }
      }
    }
  }

  /** What the daemons said last. */
  String tails() {
    return String.join("\n", daemons.stream().map(DaemonProcess::tail).toList());
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void end() {
    site.endDaemons();
    if (postgres != null) {
      postgres.close();
    }
    site.close();
  }
}
