package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedFilesTest {
  @TempDir Path folder;

  private Path jar;
  private Home home;

  @BeforeEach
  void make_a_jar_and_a_home() throws IOException {
    jar = Files.createDirectories(folder.resolve("jar"));
    home = new Home(folder.resolve("home"));
    home.create();
  }

  @Test
  void a_first_start_writes_everything() throws IOException {
    ship("agents/a.jar", "one");
    ship("etc/logback.xml", "log");
    assertThat(start()).isEmpty();
    assertThat(text("agents/a.jar")).isEqualTo("one");
    assertThat(text("etc/logback.xml")).isEqualTo("log");
  }

  @Test
  void a_file_that_nobody_touched_is_renewed_with_the_daemon() throws IOException {
    ship("agents/a.jar", "one");
    start();
    ship("agents/a.jar", "two");
    assertThat(start()).isEmpty();
    assertThat(text("agents/a.jar")).isEqualTo("two");
    ship("agents/a.jar", "three");
    assertThat(start()).isEmpty();
    assertThat(text("agents/a.jar")).isEqualTo("three");
  }

  @Test
  void a_changed_file_is_left_alone_and_named() throws IOException {
    ship("etc/a b=c.cfg", "one");
    start();
    Files.writeString(home.path().resolve("etc/a b=c.cfg"), "mine");
    assertThat(start()).containsExactly("etc/a b=c.cfg (changed)");
    ship("etc/a b=c.cfg", "two");
    assertThat(start()).containsExactly("etc/a b=c.cfg (changed)");
    assertThat(text("etc/a b=c.cfg")).isEqualTo("mine");
  }

  @Test
  void a_changed_file_that_is_put_back_is_renewed_again() throws IOException {
    ship("etc/a.cfg", "one");
    start();
    Files.writeString(home.path().resolve("etc/a.cfg"), "mine");
    start();
    Files.writeString(home.path().resolve("etc/a.cfg"), "one");
    ship("etc/a.cfg", "two");
    assertThat(start()).isEmpty();
    assertThat(text("etc/a.cfg")).isEqualTo("two");
  }

  @Test
  void a_removed_file_does_not_come_back() throws IOException {
    ship("agents/a.jar", "one");
    start();
    Files.delete(home.agents().resolve("a.jar"));
    ship("agents/a.jar", "two");
    assertThat(start()).containsExactly("agents/a.jar (removed)");
    assertThat(home.agents().resolve("a.jar")).doesNotExist();
  }

  @Test
  void a_file_that_was_there_before_the_first_start_is_not_overwritten() throws IOException {
    ship("agents/a.jar", "one");
    Files.writeString(home.agents().resolve("a.jar"), "mine");
    assertThat(start()).containsExactly("agents/a.jar (changed)");
    assertThat(text("agents/a.jar")).isEqualTo("mine");
  }

  @Test
  void a_file_that_comes_new_with_a_later_daemon_is_written() throws IOException {
    ship("agents/a.jar", "one");
    start();
    ship("agents/b.jar", "b");
    assertThat(start()).isEmpty();
    assertThat(text("agents/b.jar")).isEqualTo("b");
  }

  @Test
  void nothing_half_written_stays_in_the_watched_folders() throws IOException {
    ship("agents/a.jar", "one");
    start();
    try (Stream<Path> files = Files.list(home.agents())) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a.jar");
    }
  }

  private void ship(String name, String content) throws IOException {
    Path file = jar.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.writeString(jar.resolve("assembly.properties"), "name=gvp-jobs\nversion=1.0.0\n");
  }

  private List<String> start() throws IOException {
    Map<String, List<Path>> shipped = Assembly.of(jar).shipped();
    return new ShippedFiles(home).install(shipped);
  }

  private String text(String name) throws IOException {
    return Files.readString(home.path().resolve(name));
  }
}
