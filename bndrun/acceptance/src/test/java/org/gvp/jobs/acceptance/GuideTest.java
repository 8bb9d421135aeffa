package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the integrators' guide shows is what is compiled and tested. */
final class GuideTest {
  private static final Path FOLDER = Path.of("../../agent-bundles");
  private static final int FEW = 40;

  @Test
  void every_piece_of_code_stands_in_its_file() throws Exception {
    List<Guide.Snippet> snippets = new Guide(FOLDER.resolve("README.md")).snippets();
    assertThat(snippets).hasSize(4);
    for (Guide.Snippet snippet : snippets) {
      assertThat(generated(Files.readString(FOLDER.resolve(snippet.file()))))
          .as(snippet.file())
          .contains(snippet.code());
    }
  }

  /** A file of the archetype, as the guide's command generates it. */
  private static String generated(String template) {
    return template.replace("${agentName}", "Invoice").replace("${customType}", "acme.Invoice");
  }

  @Test
  void an_example_is_few_lines() throws Exception {
    for (String example : List.of("web-service", "rows", "inbox")) {
      Path sources = FOLDER.resolve("example-" + example + "/src/main/java");
      long lines = 0;
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          lines += Files.readAllLines(file).stream().filter(GuideTest::isCode).count();
        }
      }
      assertThat(lines).as("lines of code of example " + example).isBetween(1L, FEW - 1L);
    }
  }

  private static boolean isCode(String line) {
    return !line.isBlank() && !line.strip().matches("(package|import) .*;|/?\\*+.*|//.*");
  }
}
