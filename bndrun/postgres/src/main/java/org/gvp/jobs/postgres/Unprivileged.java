package org.gvp.jobs.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How to run PostgreSQL's programs, which refuse to be run by root: as they are for an ordinary
 * user; for root in a user namespace of their own, or else as another user, to whom the data then
 * belong.
 *
 * @param prefix what comes before the command
 * @param uid whose the data are, or -1 for whoever runs this
 */
record Unprivileged(List<String> prefix, int uid) {
  private static final Logger LOG = LoggerFactory.getLogger(Unprivileged.class);
  private static final int NOBODY = 65534;

  /**
   * Finds the way that works here.
   *
   * @param folder the folder that will hold the data; it exists
   * @param program one of PostgreSQL's programs, to try
   */
  static Unprivileged find(Path folder, Path program) throws IOException {
    if (uidOf(Path.of("/proc/self")) != 0) {
      return new Unprivileged(List.of(), -1);
    }
    int owner = uidOf(folder);
    List<String> namespace = List.of("unshare", "-U");
    if (owner == 0 && works(namespace, folder, program)) {
      return new Unprivileged(namespace, -1);
    }
    int uid = owner == 0 ? NOBODY : owner;
    List<String> user = List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    if (works(user, folder, program)) {
      LOG.info("running as root: PostgreSQL runs as user {}, who owns {}", uid, folder);
      return new Unprivileged(user, uid);
    }
    throw new EmbeddedServerException(
        "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv --reuid="
            + uid
            + "' can run it in "
            + folder
            + ": start the daemon as an ordinary user, or set GVP_JOBS_DB_URL to a database");
  }

  private static boolean works(List<String> prefix, Path folder, Path program) {
    try {
      List<String> command = new ArrayList<>(prefix);
      command.addAll(List.of("sh", "-c", "cd \"$0\" && \"$1\" --version"));
      command.addAll(List.of(folder.toString(), program.toString()));
      return Commands.run(command, Map.of()).succeeded();
    } catch (IOException e) {
      LOG.debug("{} cannot be run", prefix, e);
      return false;
    }
  }

  /** Gives a folder, and all that is in it, to the user who will run the programs. */
  void own(Path folder) throws IOException {
    if (uid < 0 || uidOf(folder) == uid) {
      return;
    }
    for (Path file : Folders.tree(folder)) {
      Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  Commands.Outcome run(List<String> command) throws IOException {
    List<String> full = new ArrayList<>(prefix);
    full.addAll(command);
    return Commands.run(full, Map.of("LC_ALL", "C", "TZ", "UTC"));
  }

  private static int uidOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid");
  }
}
