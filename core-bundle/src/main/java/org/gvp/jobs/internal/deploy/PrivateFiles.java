package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses jars that somebody else could have put there or could change: who may write to an agent
 * may run code as the daemon. Where files have no owners and modes as Unix has them, it knows
 * nothing and refuses nothing.
 */
final class PrivateFiles {
  private static final int ROOT = 0;

  private PrivateFiles() {}

  /**
   * Checks a jar, its folder and, for a symbolic link, where that leads.
   *
   * @param own a file that this daemon has made: its owner is the daemon's user
   */
  static void check(Path file, Path own) throws IOException, RejectedException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    Path real = file.toRealPath();
    List<Path> all = List.of(file.toAbsolutePath().getParent(), real.getParent(), real);
    for (Path path : new LinkedHashSet<>(all)) {
      checkOwner(path, own);
      checkMode(path);
    }
  }

  private static void checkOwner(Path path, Path own) throws IOException, RejectedException {
    int owner = (Integer) Files.getAttribute(path, "unix:uid");
    if (owner != ROOT && owner != (Integer) Files.getAttribute(own, "unix:uid")) {
      throw writable(
          path,
          "belongs to " + Files.getOwner(path) + ", neither to the daemon's user nor to root",
          "chown " + Files.getOwner(own));
    }
  }

  private static void checkMode(Path path) throws IOException, RejectedException {
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    Set<PosixFilePermission> mode = attributes.permissions();
    if (mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw writable(path, "may be written to by everybody", "chmod go-w");
    } else if (mode.contains(PosixFilePermission.GROUP_WRITE)
        // A group of the user's own name is, by custom, that user alone.
        && !attributes.group().getName().equals(attributes.owner().getName())) {
      throw writable(
          path, "may be written to by group " + attributes.group().getName(), "chmod go-w");
    }
  }

  private static RejectedException writable(Path path, String text, String command) {
    String name = path.toString().matches("[\\w./+@:-]+") ? path.toString() : "'" + path + "'";
    return new RejectedException(
        RejectCode.WRITABLE_BY_OTHERS,
        path + " " + text + ": who may write there may run code as the daemon",
        command
            + " "
            + name
            + " (it is looked at again by itself); or, if all of them may deploy, set"
            + " GVP_JOBS_AGENT_FOLDER=shared");
  }
}
