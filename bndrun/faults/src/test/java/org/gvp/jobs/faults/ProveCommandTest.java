package org.gvp.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code prove}, as ops type it. */
final class ProveCommandTest {
  private static final Duration ENDED_WITHIN = Duration.ofMinutes(10);

  @TempDir private Path folder;
  private Process process;
  private Path output;

  @BeforeEach
  void type() throws IOException {
    output = folder.resolve("output");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            java.toString(), "-jar", Path.of(System.getProperty("faults.jar")).toString(), "prove");
    builder.environment().put("GVP_JOBS_HOME", folder.resolve("work/home").toString());
    process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  @AfterEach
  void end() {
    Processes.end(process.toHandle(), ENDED_WITHIN);
  }

  @Test
  void interrupted_in_the_middle_it_leaves_neither_processes_nor_folders() throws Exception {
    awaitLine("jobs of 50 actions are created");
    List<Long> daemons = process.descendants().map(ProcessHandle::pid).toList();
    long server = server();
    assertThat(daemons).hasSizeGreaterThanOrEqualTo(2);
    process.destroy();
    assertThat(process.waitFor(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(daemons).noneMatch(Processes::runs);
    assertThat(Processes.runs(server)).isFalse();
    assertNothingLeft();
  }

  @Test
  @EnabledIfSystemProperty(named = "faults", matches = "long")
  void it_prints_an_audit_and_ends_with_0_when_all_promises_were_kept() throws Exception {
    assertThat(process.waitFor(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text)
        .contains("killed with kill -9", "was paused", "PostgreSQL was restarted")
        .contains("200 of 200 jobs, 10,000 of 10,000 actions", "runs of daemon A", "daemon B")
        .contains("CLEAN: nothing lost, nothing twice");
    assertNothingLeft();
  }

  private void awaitLine(String line) {
    Await.until(
        "prove says " + line,
        ENDED_WITHIN,
        () -> {
          String text = Files.readString(output);
          if (!process.isAlive()) {
            throw new AssertionError("prove has ended: " + text);
          }
          return text.contains(line);
        });
  }

  private long server() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("work"), 5)) {
      Path file = files.filter(each -> each.endsWith("postmaster.pid")).findFirst().orElseThrow();
      return Long.parseLong(Files.readAllLines(file).get(0).strip());
    }
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(folder.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }
}
