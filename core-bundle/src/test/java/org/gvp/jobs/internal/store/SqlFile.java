package org.gvp.jobs.internal.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Statements as they lie in the source folder. */
final class SqlFile {
  private SqlFile() {}

  /** The text of one, with its parts. */
  static String read(Path file) {
    return Sql.whole(text(file), part -> text(file.resolveSibling(part + ".part")));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
