package org.gvp.jobs.itest.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;

/** A folder of the daemon's home, as ops use it. It remembers what was dropped, to clean up. */
public final class Folder {
  private final Path path;
  private final Set<String> dropped = new TreeSet<>();

  Folder(Path path) {
    this.path = path;
  }

  /** Copies a file there as one should: under another name, then renamed. */
  public void drop(String file, byte[] content) {
    drop(file, content, "rw-r--r--");
  }

  /** The same, with that mode. */
  public void drop(String file, byte[] content, String mode) {
    try {
      Path part = path.resolve(file + ".tmp");
      Files.write(part, content);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(mode));
      Files.move(part, path.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      dropped.add(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes the mode of a file. */
  public void mode(String file, String mode) {
    try {
      Files.setPosixFilePermissions(path.resolve(file), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a text file there. */
  public void drop(String file, String text) {
    drop(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes a file. */
  public void delete(String file) {
    try {
      Files.deleteIfExists(path.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the daemon says beside a file; empty if nothing. */
  public String status(String file) {
    Path status = path.resolve(file + ".status");
    try {
      return Files.exists(status) ? Files.readString(status) : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** Deletes all that was dropped. */
  void clear() {
    dropped.forEach(this::delete);
  }
}
