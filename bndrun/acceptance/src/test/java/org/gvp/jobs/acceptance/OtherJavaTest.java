package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.Test;

/** The same jar on a newer Java than the one that it was built with. */
final class OtherJavaTest {
  private static final Path PLACE = Path.of("/usr/lib/jvm");
  private static final int NEW_ENOUGH = 21;

  @Test
  void the_daemon_runs_on_a_newer_java() throws Exception {
    Optional<Path> java = newerJava();
    if (java.isEmpty()) {
      String reason = "no other Java from " + NEW_ENOUGH + " on is in " + PLACE;
      System.out.println("SKIPPED: " + reason);
      abort(reason);
    }
    try (Daemon daemon = new Daemon("other-java")) {
      Measured.print("first start until ready on " + java.get(), daemon.start(java.get()));
      long job = daemon.register().createProbeJob("on another Java", 3, "{\"sleep_ms\": 10}");
      Await.until(
          "job " + job + " finishes",
          Duration.ofSeconds(20),
          () -> daemon.register().status(job).equals("Finished"));
      assertThat(daemon.web().page("/")).contains("GVP Jobs");
      Measured.print("stop on that Java", daemon.stop());
      assertThat(daemon.postgres()).isEmpty();
      assertThat(daemon.output()).doesNotContain("restricted method", "Exception");
    }
  }

  private static Optional<Path> newerJava() throws IOException {
    if (!Files.isDirectory(PLACE)) {
      return Optional.empty();
    }
    Path own = Jars.javaHome().toRealPath();
    List<Path> homes;
    try (Stream<Path> found = Files.list(PLACE)) {
      homes = found.filter(home -> Files.isExecutable(Jars.java(home))).sorted().toList();
    }
    for (Path home : homes) {
      if (!home.toRealPath().equals(own) && feature(home) >= NEW_ENOUGH) {
        return Optional.of(home);
      }
    }
    return Optional.empty();
  }

  private static int feature(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.exists(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }
}
