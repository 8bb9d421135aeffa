package org.gvp.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The exported packages against those of every release: each version says what has changed. */
class ReleasedApiTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final Path RELEASED = Path.of("released");
  private static final String CURE =
      "raise @Version in the package's package-info.java as suggested, or take the change back";

  @Test
  void the_packages_say_what_has_changed_since_each_release() throws Exception {
    List<Path> released = released();
    assertThat(released).isNotEmpty();
    for (Path release : released) {
      try (Jar newer = new Jar(CLASSES.toFile());
          Jar older = new Jar(release.toFile())) {
        assertThat(mismatches(newer, older)).as(release + ": " + CURE).isEmpty();
      }
    }
  }

  @Test
  void a_type_that_is_gone_is_noticed() throws Exception {
    try (Jar newer = new Jar(CLASSES.toFile());
        Jar older = new Jar(released().get(0).toFile())) {
      newer.remove("org/gvp/jobs/agent/Planner.class");
      assertThat(mismatches(newer, older))
          .singleElement()
          .asString()
          .contains("org.gvp.jobs.agent is 1.0.0, should be 2.0.0");
    }
  }

  private static List<Path> released() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static List<String> mismatches(Jar newer, Jar older) throws Exception {
    try (Processor reporter = new Processor()) {
      return new Baseline(reporter, new DiffPluginImpl())
          .baseline(newer, older, new Instructions()).stream()
              .filter(info -> info.mismatch)
              .map(info -> said(info.packageName, info.newerVersion, info.suggestedVersion))
              .sorted()
              .toList();
    }
  }

  private static String said(String name, Version is, Version should) {
    return name + " is " + is + ", should be " + should;
  }
}
