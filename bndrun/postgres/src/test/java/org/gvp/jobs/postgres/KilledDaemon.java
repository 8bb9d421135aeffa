package org.gvp.jobs.postgres;

import java.nio.file.Path;

/** A JVM that starts a server and then waits to be killed. */
final class KilledDaemon {
  private KilledDaemon() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedServer server = EmbeddedServer.start(EmbeddedServerTest.config(Path.of(arguments[0])));
    EmbeddedServerTest.ask(
        server, "create table made_by_the_killed_one as select 7 as a; select 1");
    System.out.println("up");
    Thread.currentThread().join();
  }
}
