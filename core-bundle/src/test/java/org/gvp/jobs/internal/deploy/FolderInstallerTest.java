package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderInstallerTest {
  @TempDir Path home;
  private Path agents;
  private FolderInstaller installer;

  @BeforeEach
  void create() throws IOException {
    agents = Files.createDirectories(home.resolve("agents"));
    installer = new FolderInstaller(List.of(agents, home.resolve("etc")));
  }

  @Test
  void every_file_of_the_folders_is_taken_away_from_fileinstall_whatever_its_name_or_content() {
    assertThat(installer.canHandle(agents.resolve("a.jar").toFile())).isTrue();
    assertThat(installer.canHandle(agents.resolve("a.jar.tmp").toFile())).isTrue();
    assertThat(installer.canHandle(agents.resolve("a.jar.status").toFile())).isTrue();
    assertThat(installer.canHandle(agents.resolve("exploded").toFile())).isTrue();
    assertThat(installer.canHandle(home.resolve("other/a.jar").toFile())).isFalse();
  }

  @Test
  void a_folder_behind_a_link_is_the_same_folder() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), agents);
    assertThat(installer.canHandle(link.resolve("a.jar").toFile())).isTrue();
    assertThat(new FolderInstaller(List.of(link)).canHandle(agents.resolve("a.jar").toFile()))
        .isTrue();
  }

  @Test
  void events_reach_who_deploys_and_nobody_before() {
    List<Path> heard = new ArrayList<>();
    FolderInstaller.Receiver receiver = heard::add;
    installer.install(agents.resolve("early.jar").toFile());
    installer.attach(receiver);
    installer.install(agents.resolve("a.jar").toFile());
    installer.update(agents.resolve("a.jar").toFile());
    installer.uninstall(agents.resolve("a.jar").toFile());
    installer.detach(receiver);
    installer.install(agents.resolve("late.jar").toFile());
    assertThat(heard).hasSize(3).allMatch(file -> file.endsWith("agents/a.jar"));
  }
}
