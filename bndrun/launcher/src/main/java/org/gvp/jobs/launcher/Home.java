package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The daemon's folder.
 *
 * @param path the folder, absolute
 */
record Home(Path path) {
  Path agents() {
    return path.resolve("agents");
  }

  Path etc() {
    return path.resolve("etc");
  }

  Path data() {
    return path.resolve("data");
  }

  Path log() {
    return path.resolve("log");
  }

  /** Scratch space: what a killed daemon left in it is deleted at the next start. */
  Path tmp() {
    return data().resolve("tmp");
  }

  /** Makes what is missing. */
  void create() {
    for (Path folder : new Path[] {agents(), etc(), data(), log(), tmp()}) {
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw new UsageException(
            "the home cannot be made, "
                + folder
                + " ("
                + e
                + "): set "
                + Variable.HOME.variable()
                + " to a folder that the daemon can write to");
      }
    }
  }

  /** Deletes what is left in the scratch space. */
  void emptyTmp() throws IOException {
    try (Stream<Path> files = Files.walk(tmp())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(tmp())) {
          Files.delete(file);
        }
      }
    }
  }

  /**
   * Takes the home for this daemon, until the lock is closed or the JVM ends.
   *
   * @throws UsageException if another daemon has it
   */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(channel).isEmpty()) {
      channel.close();
      throw new UsageException(
          "another daemon runs on "
              + path
              + running().map(daemon -> " (process " + daemon.pid() + ")").orElse("")
              + ": stop it, or set "
              + Variable.HOME.variable()
              + " to another folder; several daemons each have a home, and share a database");
    }
    return channel;
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  /** Whether a daemon has the home. */
  boolean locked() throws IOException {
    try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.WRITE)) {
      return tryLock(channel).isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path lockFile() {
    return data().resolve("lock");
  }

  /** What the daemon that has the home said about itself. */
  Optional<RunningDaemon> running() throws IOException {
    return locked() ? RunningDaemon.read(runningFile()) : Optional.empty();
  }

  Path runningFile() {
    return data().resolve("daemon.properties");
  }

  /** The name by which the register knows the daemon of this home: the same at every start. */
  String node() throws IOException {
    Path file = data().resolve("node-id");
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] bytes = new byte[3];
    new SecureRandom().nextBytes(bytes);
    String node = hostName() + "-" + HexFormat.of().formatHex(bytes);
    Files.writeString(file, node + "\n");
    return node;
  }

  private static String hostName() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "node" : name;
    } catch (IOException e) {
      return "node";
    }
  }
}
