package org.gvp.jobs.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.stream.Stream;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every statement that stands in a file is one that the migrated register understands. */
class StatementsTest {
  private static final Path ROOT =
      Path.of("src", "main", "resources", "org", "gvp", "jobs", "internal");
  private static final int LEAST = 40;

  private static TestDatabase database;

  @BeforeAll
  static void migrate() {
    database = TestDatabase.create();
    Migrations.apply(database.dataSource());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @TestFactory
  Stream<DynamicTest> every_file_is_understood() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> statements =
          files
              .filter(file -> file.toString().endsWith(".sql"))
              .filter(file -> !file.getParent().endsWith("migration"))
              .toList();
      assertThat(statements).hasSizeGreaterThan(LEAST);
      return statements.stream()
          .map(
              file -> DynamicTest.dynamicTest(ROOT.relativize(file).toString(), () -> check(file)));
    }
  }

  private static void check(Path file) throws Exception {
    String source = SqlFile.read(file);
    assertThat(source).as("says why it is as it is").startsWith("--");
    // What is put together at run time is checked by the tests of its class.
    boolean template = source.replace("{limit}", "").matches("(?s).*\\n[^-\\n]*\\{[a-z]+}.*");
    if (template) {
      return;
    }
    Sql sql = Sql.of(file.getFileName().toString(), source).withLimit(1);
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql.text())) {
      statement.getParameterMetaData(); // has the server parse and analyse it
    }
  }
}
