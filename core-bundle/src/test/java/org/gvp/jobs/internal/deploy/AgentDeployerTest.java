package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.gvp.jobs.internal.deploy.agents.BrokenActivator;
import org.gvp.jobs.internal.deploy.agents.HangingActivator;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class AgentDeployerTest {
  @TempDir Path home;
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home);
  }

  @AfterEach
  void stop() throws Exception {
    System.clearProperty(HangingActivator.RELEASE);
    daemon.close();
  }

  @Test
  void a_dropped_agent_serves_and_its_status_lies_beside_it() throws IOException {
    daemon.drop("clean.jar", agent("1.0.0"));
    DeployedAgent agent = daemon.await("clean.jar", DeployState.SERVING);
    assertThat(agent.types()).containsExactly(JobTypeKey.custom("acme.Clean"));
    assertThat(daemon.serves(agent.bundleId())).isTrue();
    assertThat(status("clean.jar"))
        .contains("state: SERVING\n")
        .contains("symbolic name: acme.clean\n")
        .contains("version: 1.0.0\n")
        .contains("types: Custom/acme.Clean\n")
        .doesNotContain("code:");
    assertThat(daemon.heard).isNotEmpty();
  }

  @Test
  void a_new_version_replaces_the_old_one_which_is_drained_first() {
    daemon.drop("clean.jar", agent("1.0.0"));
    long old = daemon.await("clean.jar", DeployState.SERVING).bundleId();
    daemon.running = new CountDownLatch(1);
    daemon.drop("clean.jar", agent("1.1.0"));
    DeployedAgent now = daemon.await("clean.jar", agent -> "1.1.0".equals(agent.version()));
    assertThat(now.state()).isEqualTo(DeployState.SERVING);
    assertThat(daemon.installed()).containsExactly("acme.clean 1.0.0", "acme.clean 1.1.0");
    daemon.running.countDown();
    awaitInstalled("acme.clean 1.1.0");
    assertThat(daemon.drained).containsExactly(old);
  }

  @Test
  void the_same_content_again_changes_nothing() {
    Path file = daemon.drop("clean.jar", agent("1.0.0"));
    DeployedAgent before = daemon.await("clean.jar", DeployState.SERVING);
    daemon.touch(file);
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    daemon.await("next.jar", DeployState.SERVING);
    assertThat(daemon.agent("clean.jar")).isEqualTo(before);
    assertThat(daemon.drained).isEmpty();
  }

  @Test
  void an_agent_that_somebody_uninstalls_is_deployed_again_while_its_file_is_there()
      throws BundleException {
    daemon.drop("clean.jar", agent("1.0.0"));
    long old = daemon.await("clean.jar", DeployState.SERVING).bundleId();
    daemon.context().getBundle(old).uninstall();
    long now = daemon.await("clean.jar", agent -> agent.bundleId() > old).bundleId();
    assertThat(daemon.serves(now)).isTrue();
    assertThat(daemon.agent("clean.jar").state()).isEqualTo(DeployState.SERVING);
  }

  @Test
  void a_corrupt_file_over_a_good_one_leaves_the_old_version_serving() throws IOException {
    byte[] good = agent("1.0.0").bytes();
    daemon.drop("clean.jar", good);
    DeployedAgent before = daemon.await("clean.jar", DeployState.SERVING);
    byte[] whole = agent("2.0.0").bytes();
    daemon.drop("clean.jar", Arrays.copyOf(whole, whole.length / 2));
    DeployedAgent after = daemon.awaitRejection("clean.jar", RejectCode.NOT_A_JAR);
    assertThat(after.state()).isEqualTo(DeployState.SERVING);
    assertThat(after.bundleId()).isEqualTo(before.bundleId());
    assertThat(daemon.serves(before.bundleId())).isTrue();
    assertThat(status("clean.jar"))
        .contains("state: SERVING")
        .contains("version: 1.0.0")
        .contains("note: ")
        .contains("code: NOT_A_JAR")
        .contains("cure: ");
    daemon.drop("clean.jar", good);
    daemon.await("clean.jar", agent -> agent.rejection() == null);
    assertThat(daemon.agent("clean.jar").bundleId()).isEqualTo(before.bundleId());
  }

  @Test
  void a_half_copied_file_is_given_time_to_become_whole() {
    byte[] whole = agent("1.0.0").bytes();
    daemon.drop("clean.jar", Arrays.copyOf(whole, whole.length / 2));
    daemon.await("clean.jar", DeployState.SEEN);
    BundleJar.write(daemon.agents.resolve("clean.jar"), whole);
    daemon.await("clean.jar", DeployState.SERVING);
    assertThat(daemon.heard)
        .noneMatch(all -> all.stream().anyMatch(a -> a.state() == DeployState.REJECTED));
  }

  @Test
  void a_throwing_activator_is_rejected_with_what_it_threw_and_the_old_version_serves_on() {
    daemon.drop("clean.jar", agent("1.0.0"));
    long old = daemon.await("clean.jar", DeployState.SERVING).bundleId();
    daemon.drop("clean.jar", agent("2.0.0").activator(BrokenActivator.class));
    DeployedAgent after = daemon.awaitRejection("clean.jar", RejectCode.START_FAILED);
    assertThat(after.rejection().text()).contains("licence expired").contains("BrokenActivator");
    assertThat(after.bundleId()).isEqualTo(old);
    assertThat(daemon.serves(old)).isTrue();
    awaitInstalled("acme.clean 1.0.0");
    assertThat(daemon.drained).isEmpty();
  }

  @Test
  void a_hanging_activator_is_rejected_with_the_place_and_holds_up_nobody() {
    daemon.drop("hang.jar", agent("1.0.0").activator(HangingActivator.class));
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    DeployedAgent hung = daemon.awaitRejection("hang.jar", RejectCode.START_TIMEOUT);
    assertThat(hung.rejection().text()).contains("HangingActivator.start");
    daemon.await("next.jar", DeployState.SERVING);
    System.setProperty(HangingActivator.RELEASE, "true");
    awaitInstalled("acme.next 1.0.0");
  }

  @Test
  void a_rejected_file_is_tried_again_when_it_is_touched_and_only_then() throws IOException {
    Path file = daemon.drop("hang.jar", agent("1.0.0").activator(HangingActivator.class));
    daemon.awaitRejection("hang.jar", RejectCode.START_TIMEOUT);
    System.setProperty(HangingActivator.RELEASE, "true");
    awaitInstalled();
    daemon.touch(file);
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    daemon.await("next.jar", DeployState.SERVING);
    assertThat(daemon.agent("hang.jar").state()).isEqualTo(DeployState.REJECTED);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    daemon.touch(file);
    daemon.await("hang.jar", DeployState.SERVING);
  }

  @Test
  void what_is_missing_is_named_with_what_the_daemon_has() {
    daemon.drop(
        "clean.jar",
        agent("1.0.0")
            .header(
                "Import-Package",
                "org.osgi.service.cm;version=\"[2.1,3)\",org.gvp.jobs.job,com.acme.util,"
                    + "com.acme.maybe;resolution:=optional"));
    Rejection why = daemon.awaitRejection("clean.jar", RejectCode.UNRESOLVED).rejection();
    assertThat(why.text())
        .contains("package org.osgi.service.cm [2.1.0,3.0.0) (the daemon has 1.6.0)")
        .contains("package com.acme.util")
        .contains("(the daemon has none)")
        .doesNotContain("maybe");
    assertThat(daemon.installed()).isEmpty();
  }

  @Test
  void a_declared_type_without_agent_is_rejected() {
    daemon.drop("clean.jar", agent("1.0.0").header("Service-Component", null));
    Rejection why = daemon.awaitRejection("clean.jar", RejectCode.NOT_REGISTERED).rejection();
    assertThat(why.text()).contains("Custom/acme.Clean");
  }

  @Test
  void an_agent_that_waits_for_its_configuration_begins_to_serve_when_that_comes()
      throws IOException {
    daemon.drop("clean.jar", agent("1.0.0").component("acme.Clean", "require", ""));
    DeployedAgent waiting = daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
    assertThat(waiting.rejection().text()).contains("needs a configuration");
    assertThat(waiting.rejection().fix()).contains("etc/acme.Clean.cfg");
    Path file = daemon.configure("acme.Clean.cfg", "url = http://acme/\n");
    daemon.await("clean.jar", DeployState.SERVING);
    Files.delete(file);
    daemon.touch(file);
    daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
  }

  @Test
  void an_agent_that_waits_for_a_service_says_which() {
    daemon.drop(
        "clean.jar",
        agent("1.0.0")
            .component(
                "acme.Clean",
                "optional",
                "<reference name=\"database\" interface=\"javax.sql.DataSource\""
                    + " target=\"(gvp.jobs.database=mib)\"/>"));
    DeployedAgent waiting = daemon.await("clean.jar", DeployState.NOT_CONFIGURED);
    assertThat(waiting.rejection().text())
        .contains("javax.sql.DataSource")
        .contains("(gvp.jobs.database=mib)");
  }

  @Test
  void a_failing_activation_is_rejected_and_tried_again_when_its_settings_change()
      throws IOException {
    daemon.configure("acme.Clean.cfg", "fail = yes\n");
    daemon.drop("clean.jar", agent("1.0.0"));
    Rejection why = daemon.awaitRejection("clean.jar", RejectCode.NOT_REGISTERED).rejection();
    assertThat(why.text()).contains("no connection to acme");
    daemon.configure("acme.Clean.cfg", "fail = no\n");
    daemon.await("clean.jar", DeployState.SERVING);
  }

  @Test
  void a_removed_file_is_drained_then_gone() throws IOException {
    daemon.drop("clean.jar", agent("1.0.0"));
    long bundle = daemon.await("clean.jar", DeployState.SERVING).bundleId();
    daemon.running = new CountDownLatch(1);
    daemon.remove("clean.jar");
    daemon.await("clean.jar", DeployState.DRAINING);
    assertThat(daemon.serves(bundle)).isTrue();
    daemon.running.countDown();
    daemon.await("clean.jar", agent -> agent == null);
    assertThat(daemon.drained).containsExactly(bundle);
    assertThat(daemon.installed()).isEmpty();
    assertThat(daemon.agents.resolve("clean.jar.status")).doesNotExist();
  }

  @Test
  void of_two_files_with_one_name_the_higher_version_serves() throws IOException {
    daemon.drop("a.jar", agent("1.0.0"));
    daemon.await("a.jar", DeployState.SERVING);
    daemon.drop("b.jar", agent("1.1.0"));
    daemon.await("b.jar", DeployState.SERVING);
    Rejection why = daemon.awaitRejection("a.jar", RejectCode.NAME_CLASH).rejection();
    assertThat(why.text()).contains("acme.clean 1.1.0").contains("b.jar");
    daemon.drop("c.jar", agent("0.9.0"));
    daemon.awaitRejection("c.jar", RejectCode.NAME_CLASH);
    daemon.remove("b.jar");
    daemon.await("a.jar", DeployState.SERVING);
    awaitInstalled("acme.clean 1.0.0");
  }

  @Test
  void a_type_that_another_agent_serves_is_taken_until_that_one_goes() throws IOException {
    daemon.drop("a.jar", agent("1.0.0"));
    daemon.await("a.jar", DeployState.SERVING);
    daemon.drop("b.jar", BundleJar.agent("other.clean", "1.0.0", "acme.Clean"));
    Rejection why = daemon.awaitRejection("b.jar", RejectCode.TYPE_TAKEN).rejection();
    assertThat(why.text()).contains("acme.clean from a.jar");
    daemon.remove("a.jar");
    daemon.await("b.jar", DeployState.SERVING);
  }

  @Test
  void the_name_of_a_bundle_of_the_daemon_is_refused() {
    daemon.drop("scr.jar", BundleJar.agent("org.apache.felix.scr", "99", "acme.Clean"));
    assertThat(daemon.awaitRejection("scr.jar", RejectCode.NAME_CLASH).rejection().text())
        .contains("bundle of the daemon");
  }

  @Test
  void at_the_start_files_that_lie_there_are_taken_in_and_stale_status_files_go() throws Exception {
    daemon.close();
    agent("1.0.0").writeTo(daemon.agents.resolve("clean.jar"));
    Path stale = Files.writeString(daemon.agents.resolve("gone.jar.status"), "state: SERVING\n");
    daemon = new TestDaemon(home);
    daemon.await("clean.jar", DeployState.SERVING);
    assertThat(stale).doesNotExist();
  }

  private static BundleJar agent(String version) {
    return BundleJar.agent("acme.clean", version, "acme.Clean");
  }

  private void awaitInstalled(String... bundles) {
    TestDaemon.await(
        () -> daemon.installed().equals(Arrays.asList(bundles)),
        () -> "installed are " + daemon.installed());
  }

  private String status(String file) throws IOException {
    return Files.readString(daemon.agents.resolve(file + ".status"));
  }
}
