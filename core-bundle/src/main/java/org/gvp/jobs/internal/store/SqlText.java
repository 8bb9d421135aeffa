package org.gvp.jobs.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of statements that are put together from several, or have words to be replaced. */
final class SqlText {
  private static final Map<String, String> READ = new ConcurrentHashMap<>();

  private SqlText() {}

  /** The file's text without the comment at its head, parameters as they stand. */
  static String read(String name) {
    return READ.computeIfAbsent(name, SqlText::load);
  }

  private static String load(String name) {
    try (InputStream file = SqlText.class.getResourceAsStream(name + ".sql")) {
      if (file == null) {
        throw new IllegalStateException("no " + name + ".sql beside " + SqlText.class.getName());
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replaceAll("(?m)^--.*\n", "")
          .strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + ".sql", e);
    }
  }
}
