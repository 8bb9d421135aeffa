package org.gvp.jobs.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server process of a data folder, as its {@code postmaster.pid} has it.
 *
 * @param pid the process
 * @param port where it listens
 */
record Postmaster(long pid, int port) {
  private static final int PID_LINE = 0;
  private static final int PORT_LINE = 3;

  /**
   * The living server of that folder. A file that a dead one left is removed: by now its process id
   * can be another program's, above all in a container, and PostgreSQL would not start then.
   */
  static Optional<Postmaster> of(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() > PORT_LINE) {
      long pid = Long.parseLong(lines.get(PID_LINE).strip());
      if (isPostgres(pid)) {
        return Optional.of(new Postmaster(pid, Integer.parseInt(lines.get(PORT_LINE).strip())));
      }
    }
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  private static boolean isPostgres(long pid) throws IOException {
    try {
      // "4711 (postgres) S 1 …": anybody may read this one, unlike the link to the program.
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.contains(" (postgres) ") && !stat.contains(" (postgres) Z ");
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
