package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  private static final int SOMEBODY = 12_345;

  @TempDir Path folder;
  private Path file;
  private Path own;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(Files.createDirectory(folder.resolve("agents")).resolve("x.jar"), "x");
    own = Files.createDirectory(folder.resolve("own"));
    mode(file, "rw-r--r--");
    mode(file.getParent(), "rwxr-xr-x");
  }

  @Test
  void what_only_the_daemon_s_user_and_root_may_write_to_passes() throws Exception {
    PrivateFiles.check(file, own);
    mode(file, "r--------");
    PrivateFiles.check(file, own);
  }

  @Test
  void a_group_that_is_that_user_alone_may_write() throws Exception {
    assumeTrue(
        Files.getAttribute(file, "posix:group").toString().equals(Files.getOwner(file).getName()));
    mode(file, "rw-rw-r--");
    PrivateFiles.check(file, own);
  }

  @Test
  void a_group_of_others_may_not() throws IOException {
    assumeRoot();
    Files.setAttribute(file, "unix:gid", SOMEBODY);
    mode(file, "rw-rw-r--");
    assertThat(rejection(file).text()).contains(file + " may be written to by group 12345");
  }

  @Test
  void a_jar_that_belongs_to_somebody_else_is_refused_with_the_chown_to_type() throws IOException {
    assumeRoot();
    Files.setAttribute(file, "unix:uid", SOMEBODY);
    Rejection why = rejection(file);
    assertThat(why.text()).contains(file + " belongs to 12345");
    assertThat(why.fix()).startsWith("chown " + Files.getOwner(own) + " " + file);
  }

  @Test
  void root_s_jars_may_be_deployed_by_a_daemon_of_another_user() throws Exception {
    assumeRoot();
    Files.setAttribute(own, "unix:uid", SOMEBODY);
    PrivateFiles.check(file, own);
  }

  @Test
  void a_link_leads_into_a_folder_that_counts_too() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("else where"));
    Path target = Files.writeString(elsewhere.resolve("x.jar"), "x");
    mode(target, "rw-r--r--");
    mode(elsewhere, "rwxrwxrwx");
    Path link = Files.createSymbolicLink(file.resolveSibling("link.jar"), target);
    assertThat(rejection(link).fix()).startsWith("chmod go-w '" + elsewhere + "' ");
  }

  private Rejection rejection(Path path) {
    Rejection why =
        catchThrowableOfType(RejectedException.class, () -> PrivateFiles.check(path, own))
            .rejection();
    assertThat(why.code()).isEqualTo(RejectCode.WRITABLE_BY_OTHERS);
    assertThat(why.fix()).contains("GVP_JOBS_AGENT_FOLDER=shared");
    return why;
  }

  private void assumeRoot() throws IOException {
    assumeTrue(Files.getAttribute(own, "unix:uid").equals(0), "only root can give files away");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
