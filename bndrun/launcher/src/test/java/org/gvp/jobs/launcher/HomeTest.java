package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path folder;

  @Test
  void a_second_daemon_on_the_same_home_is_refused_and_the_first_named() throws Exception {
    Home home = new Home(folder);
    home.create();
    assertThat(home.locked()).isFalse();
    try (FileChannel lock = home.lock()) {
      assertThat(lock.isOpen()).isTrue();
      assertThat(home.locked()).isTrue();
      new RunningDaemon(4711, "http://127.0.0.1:8080/", "1.0.0").write(home.runningFile());
      assertThatThrownBy(home::lock)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("another daemon runs on " + folder)
          .hasMessageContaining("process 4711")
          .hasMessageContaining("GVP_JOBS_HOME");
    }
    assertThat(home.locked()).isFalse();
    // Left behind by a daemon that was killed; nobody runs now.
    assertThat(home.running()).isEmpty();
    home.lock().close();
  }

  @Test
  void a_home_keeps_its_node_id() throws Exception {
    Home home = new Home(folder);
    home.create();
    String node = home.node();
    assertThat(node).matches("[^\\s]+-[0-9a-f]{6}");
    assertThat(new Home(folder).node()).isEqualTo(node);
    Home other = new Home(folder.resolve("other"));
    other.create();
    assertThat(other.node()).isNotEqualTo(node);
  }

  @Test
  void what_a_killed_daemon_left_in_the_scratch_space_is_deleted() throws Exception {
    Home home = new Home(folder);
    home.create();
    Files.createDirectories(home.tmp().resolve("a/b"));
    Files.writeString(home.tmp().resolve("a/b/c"), "x");
    home.emptyTmp();
    assertThat(home.tmp()).isEmptyDirectory();
  }

  @Test
  void a_home_that_cannot_be_made_is_refused_with_what_to_do() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new Home(file).create())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("GVP_JOBS_HOME");
  }

  @Test
  void the_web_password_is_made_once_and_only_for_its_owner() throws Exception {
    Home home = new Home(folder);
    home.create();
    String password = WebPassword.readOrCreate(home);
    assertThat(password).hasSize(24);
    assertThat(WebPassword.readOrCreate(home)).isEqualTo(password);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(WebPassword.file(home))))
        .isEqualTo("rw-------");
  }
}
