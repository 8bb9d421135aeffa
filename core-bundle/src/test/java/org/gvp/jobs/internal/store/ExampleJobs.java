package org.gvp.jobs.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Jobs of every status and several types, in no order of either. */
final class ExampleJobs {
  private ExampleJobs() {}

  /** Adds so many jobs to a register. */
  static void fill(DataSource database, int jobs) throws SQLException {
    run(database, read().replace(":jobs", Integer.toString(jobs)));
  }

  static void run(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String read() {
    try (InputStream file = ExampleJobs.class.getResourceAsStream("exampleJobs.sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
