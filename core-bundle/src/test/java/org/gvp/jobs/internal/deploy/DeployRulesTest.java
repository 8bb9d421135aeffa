package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployer refuses over and beside what serves, and what it takes for the same again. */
class DeployRulesTest {
  private static final String JAR = "clean.jar";

  @TempDir Path home;
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  @Test
  void other_content_under_a_version_that_serves_is_refused_with_what_to_do() throws IOException {
    long serving = serve(agent("1.0.0")).bundleId();
    daemon.drop(JAR, agent("1.0.0").entry("more.txt", "x"));
    DeployedAgent after = daemon.awaitRejection(JAR, RejectCode.VERSION_REUSED);
    assertThat(after.rejection().text()).contains("acme.clean 1.0.0", "with other content");
    assertThat(after.rejection().fix()).contains("Raise the version or build as SNAPSHOT");
    assertServesOn(after, serving);
    daemon.drop(JAR, agent("1.0.1").entry("more.txt", "x"));
    daemon.await(JAR, agent -> "1.0.1".equals(agent.version()) && agent.rejection() == null);
  }

  @Test
  void a_snapshot_may_be_built_again_and_replaces_what_serves() {
    for (String version : List.of("1.0.0.SNAPSHOT", "1.1.0.202611242010", "1.2.0.rc1-SNAPSHOT")) {
      daemon.drop(JAR, agent(version));
      long old = daemon.await(JAR, agent -> serves(agent, version)).bundleId();
      daemon.drop(JAR, agent(version).entry("more.txt", "x"));
      daemon.await(JAR, agent -> serves(agent, version) && agent.bundleId() != old);
    }
  }

  @Test
  void the_same_content_built_again_is_the_same_version_and_changes_nothing() {
    DeployedAgent before = serve(agent("1.0.0").builtBy("17.0.1").entry("a.txt", "a"));
    daemon.drop(JAR, agent("1.0.0").builtBy("21.0.2").entry("a.txt", "a").reordered());
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    daemon.await("next.jar", DeployState.SERVING);
    assertThat(daemon.agent(JAR)).isEqualTo(before);
    assertThat(daemon.drained).isEmpty();
  }

  @Test
  void a_jar_for_a_newer_api_names_both_versions_and_the_daemon_that_would_do() throws IOException {
    long serving = serve(agent("1.0.0")).bundleId();
    daemon.drop(
        JAR,
        agent("2.0.0")
            .header(
                "Import-Package",
                "org.gvp.jobs.agent;version=\"[1.2,2)\",org.gvp.jobs.job;version=\"[1.0,2)\""));
    DeployedAgent after = daemon.awaitRejection(JAR, RejectCode.API_TOO_NEW);
    assertThat(after.rejection().text())
        .isEqualTo("it is built for org.gvp.jobs.agent 1.2.0, and this daemon (1.0.7) has 1.0.0");
    assertThat(after.rejection().fix()).contains("a daemon of version 1.2.0 or newer");
    assertServesOn(after, serving);
  }

  @Test
  void a_jar_that_others_may_write_to_is_refused_until_that_is_mended() throws IOException {
    Path file = daemon.agents.resolve(JAR);
    agent("1.0.0").writeTo(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
    daemon.touch(file);
    Rejection why = daemon.awaitRejection(JAR, RejectCode.WRITABLE_BY_OTHERS).rejection();
    assertThat(why.text()).contains(file + " may be written to by everybody");
    assertThat(why.fix()).startsWith("chmod go-w " + file);
    assertThat(status()).contains("code: WRITABLE_BY_OTHERS", "cure: chmod go-w ");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    daemon.await(JAR, DeployState.SERVING);
  }

  @Test
  void a_folder_that_others_may_write_to_takes_nothing_in_and_takes_nothing_away()
      throws IOException {
    long serving = serve(agent("1.0.0")).bundleId();
    Files.setPosixFilePermissions(daemon.agents, PosixFilePermissions.fromString("rwxr-xrwx"));
    daemon.drop(JAR, agent("2.0.0"));
    DeployedAgent after = daemon.awaitRejection(JAR, RejectCode.WRITABLE_BY_OTHERS);
    assertThat(after.rejection().fix()).startsWith("chmod go-w " + daemon.agents);
    assertServesOn(after, serving);
    Files.setPosixFilePermissions(daemon.agents, PosixFilePermissions.fromString("rwxr-xr-x"));
    daemon.await(JAR, agent -> serves(agent, "2.0.0"));
  }

  private DeployedAgent serve(BundleJar jar) {
    daemon.drop(JAR, jar);
    return daemon.await(JAR, DeployState.SERVING);
  }

  private static boolean serves(DeployedAgent agent, String version) {
    return agent != null && agent.state() == DeployState.SERVING && version.equals(agent.version());
  }

  private void assertServesOn(DeployedAgent after, long bundle) throws IOException {
    assertThat(after.state()).isEqualTo(DeployState.SERVING);
    assertThat(after.bundleId()).isEqualTo(bundle);
    assertThat(daemon.serves(bundle)).isTrue();
    assertThat(daemon.drained).isEmpty();
    assertThat(status()).contains("state: SERVING", "code: " + after.rejection().code(), "cure: ");
  }

  private static BundleJar agent(String version) {
    return BundleJar.agent("acme.clean", version, "acme.Clean");
  }

  private String status() throws IOException {
    return Files.readString(daemon.agents.resolve(JAR + ".status"));
  }
}
