package org.gvp.jobs.internal.store;

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
    return Sql.source(SqlText.class, name).replaceAll("(?m)^--.*\n", "").strip();
  }
}
