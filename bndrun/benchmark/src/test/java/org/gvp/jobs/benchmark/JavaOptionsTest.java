package org.gvp.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured is what ops are told to run. */
class JavaOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"../../README.md", "../gvp-jobs.service", "README.md"})
  void the_daemon_is_measured_with_the_options_that_are_stated(String file) throws IOException {
    assertThat(Files.readString(Path.of(file))).contains(Environment.JAVA_OPTIONS);
  }
}
