package org.gvp.jobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's tables of the status machine are those of the code. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void every_transition_stands_in_the_readme_and_no_other() throws IOException {
    List<String> rows =
        Arrays.stream(JobTransition.values()).map(ReadmeTest::row).distinct().toList();
    assertThat(table("| from | to | who | guard | cause")).containsExactlyElementsOf(rows);
  }

  @Test
  void every_status_stands_in_the_readme() throws IOException {
    assertThat(table("| status | means |"))
        .extracting(row -> row.substring(2, row.indexOf(" |", 2)))
        .containsExactly(
            Arrays.stream(JobStatus.values()).map(JobStatus::label).toArray(String[]::new));
  }

  private static String row(JobTransition edge) {
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            edge.from() == null ? "–" : edge.from(),
            edge.to() == null ? "–" : edge.to(),
            edge.actor().label(),
            edge.guard(),
            edge.cause());
  }

  private static List<String> table(String header) throws IOException {
    return Files.readAllLines(README).stream()
        .dropWhile(line -> !line.startsWith(header))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
