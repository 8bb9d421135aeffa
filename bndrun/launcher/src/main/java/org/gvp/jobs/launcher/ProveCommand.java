package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.gvp.jobs.prove.Proof;
import org.gvp.jobs.prove.Report;
import org.gvp.jobs.prove.Site;
import org.gvp.jobs.prove.WaitedInVainException;

/**
 * Proves on this machine that no job is lost and none is done twice, whatever breaks: with daemons
 * and a database of its own, of which nothing stays, not even when it is interrupted.
 */
final class ProveCommand {
  private static final int NOT_CLEAN = 1;
  private static final int COULD_NOT_RUN = 2;

  private final Settings settings;
  private final Assembly assembly;
  private Site site;
  private ProofPostgres postgres;
  private boolean closed;

  ProveCommand(Settings settings, Assembly assembly) {
    this.settings = settings;
    this.assembly = assembly;
  }

  /** The exit code: 0 if every promise was kept, 1 if not, 2 if it could not be carried out. */
  int run() throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "prove-end"));
    try {
      Report report = prove();
      Console.say("");
      report.lines().forEach(Console::say);
      return report.clean() ? 0 : NOT_CLEAN;
    } catch (IOException | SQLException | WaitedInVainException e) {
      Console.error(
          isClosed()
              ? "the proof was interrupted; nothing of it is left behind"
              : "the proof could not be carried out: " + e.getMessage());
      return COULD_NOT_RUN;
    } finally {
      close();
    }
  }

  private Report prove() throws IOException, SQLException, InterruptedException {
    // On the disk that the daemon would use: it is a part of what is proven.
    Path parent = settings.home().getParent();
    Console.say("Proving in a folder of its own in " + parent + ", which takes two minutes");
    open(parent);
    return new Proof(site, postgres, Console::say).run();
  }

  private synchronized void open(Path parent) throws IOException {
    if (closed) {
      throw new IOException("it was interrupted");
    }
    site = new Site(Assembly.file(), parent);
    postgres = new ProofPostgres(assembly, site.folder().resolve("database"));
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (site != null) {
      site.endDaemons();
      if (postgres != null) {
        postgres.close();
      }
      site.close();
    }
  }
}
