package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import org.gvp.jobs.internal.agents.Experience;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleException;

/** A new version proves itself beside the one that it replaces. */
class ProbationTest {
  private static final JobTypeKey TYPE = JobTypeKey.custom("acme.Clean");
  private static final String FILE = "clean.jar";

  @TempDir Path home;
  private final TestDaemon.TestMemory memory = new TestDaemon.TestMemory();
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home, new ProbationRules(5, Duration.ofHours(1)), memory);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  @Test
  void the_first_version_has_nothing_to_go_back_to_and_serves_at_once() {
    serve("1.0.0");
    assertThat(daemon.routing.standingBy).isEmpty();
  }

  @Test
  void the_old_version_stands_by_until_the_new_one_has_run_its_jobs() throws IOException {
    long old = serve("1.0.0");
    long next = replace("1.1.0");
    assertThat(daemon.routing.standingBy).containsExactly(old);
    assertThat(daemon.agent(FILE + " (before)"))
        .satisfies(
            kept -> {
              assertThat(kept.state()).isEqualTo(DeployState.STANDBY);
              assertThat(kept.version()).isEqualTo("1.0.0");
              assertThat(kept.bundleId()).isEqualTo(old);
            });
    assertThat(status()).contains("state: PROBATION", "version: 1.1.0");
    run(next, 5, 0);
    daemon.await(FILE, DeployState.SERVING);
    awaitInstalled("acme.clean 1.1.0");
    assertThat(daemon.drained).containsExactly(old);
    assertThat(daemon.agent(FILE + " (before)")).isNull();
  }

  @Test
  void a_version_whose_classes_do_not_link_is_rolled_back() throws IOException {
    long old = serve("1.0.0");
    long next = replace("1.1.0");
    daemon.routing.troubles.put(next, "its classes do not link: no com.acme.Tax");
    assertRolledBack(old, next, "no com.acme.Tax");
  }

  @Test
  void a_version_that_fails_where_the_old_one_did_not_is_rolled_back() throws IOException {
    long old = serve("1.0.0");
    run(old, 50, 1);
    long next = replace("1.1.0");
    run(next, 4, 3);
    assertRolledBack(
        old, next, "3 of 4 jobs of Custom/acme.Clean failed, with the version before it was 1");
  }

  @Test
  void what_was_rolled_back_is_not_tried_again_although_it_is_touched() throws Exception {
    byte[] good = agent("1.0.0").bytes();
    daemon.drop(FILE, good);
    long old = daemon.await(FILE, DeployState.SERVING).bundleId();
    long next = replace("1.1.0");
    daemon.routing.troubles.put(next, "its classes do not link");
    assertRolledBack(old, next, "do not link");
    Files.setLastModifiedTime(daemon.agents.resolve(FILE), FileTime.fromMillis(1_000_000_000_000L));
    daemon.touch(daemon.agents.resolve(FILE));
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    daemon.await("next.jar", DeployState.SERVING);
    assertThat(daemon.agent(FILE).version()).isEqualTo("1.0.0");
    assertThat(daemon.agent(FILE).rejection().code()).isEqualTo(RejectCode.ROLLED_BACK);
    daemon.drop(FILE, good);
    daemon.await(FILE, agent -> agent.rejection() == null);
    assertThat(daemon.agent(FILE).bundleId()).isEqualTo(old);
    assertThat(replace("1.2.0")).isGreaterThan(next);
  }

  @Test
  void a_third_version_still_goes_back_to_the_one_that_was_good() throws IOException {
    long old = serve("1.0.0");
    replace("1.1.0");
    long third = replace("1.2.0");
    awaitInstalled("acme.clean 1.0.0", "acme.clean 1.2.0");
    daemon.routing.troubles.put(third, "its classes do not link");
    assertRolledBack(old, third, "do not link");
  }

  @Test
  void going_back_from_a_file_of_another_name_brings_the_first_file_back() throws IOException {
    long old = serve("1.0.0");
    daemon.drop("other.jar", agent("1.1.0"));
    long next = daemon.await("other.jar", DeployState.PROBATION).bundleId();
    daemon.awaitRejection(FILE, RejectCode.NAME_CLASH);
    daemon.routing.troubles.put(next, "its classes do not link");
    daemon.awaitRejection("other.jar", RejectCode.ROLLED_BACK);
    DeployedAgent back = daemon.await(FILE, DeployState.SERVING);
    assertThat(back.bundleId()).isEqualTo(old);
    assertThat(back.rejection()).isNull();
    assertThat(daemon.agent("other.jar").state()).isEqualTo(DeployState.REJECTED);
    awaitInstalled("acme.clean 1.0.0");
  }

  @Test
  void a_removed_file_takes_the_version_that_stands_by_along() throws IOException {
    serve("1.0.0");
    replace("1.1.0");
    daemon.remove(FILE);
    daemon.await(FILE, agent -> agent == null);
    awaitInstalled();
  }

  @Test
  void a_version_on_probation_that_somebody_uninstalls_comes_back_beside_the_old_one()
      throws BundleException, IOException {
    long old = serve("1.0.0");
    long next = replace("1.1.0");
    daemon.context().getBundle(next).uninstall();
    daemon.await(FILE, agent -> agent.state() == DeployState.PROBATION && agent.bundleId() > next);
    assertThat(daemon.routing.standingBy).containsExactly(old);
  }

  @Test
  void a_lower_version_over_a_higher_one_is_rejected() {
    long now = serve("1.1.0");
    daemon.drop(FILE, agent("1.0.9"));
    Rejection why = daemon.awaitRejection(FILE, RejectCode.DOWNGRADE).rejection();
    assertThat(why.text()).contains("1.0.9", "1.1.0");
    assertThat(daemon.agent(FILE).bundleId()).isEqualTo(now);
    assertThat(daemon.installed()).containsExactly("acme.clean 1.1.0");
  }

  /** To OSGi a version without qualifier is lower than all that have one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.SNAPSHOT",
        "1.0.0.202611242010",
        "1.0.0.20261124201033123",
        "1.0.0.rc1-SNAPSHOT"
      })
  void a_release_follows_its_snapshots_and_no_snapshot_follows_its_release(String snapshot)
      throws IOException {
    serve(snapshot);
    replace("1.0.0");
    daemon.drop(FILE, agent(snapshot).entry("more.txt", "x"));
    assertThat(daemon.awaitRejection(FILE, RejectCode.DOWNGRADE).version()).isEqualTo("1.0.0");
  }

  private long serve(String version) {
    daemon.drop(FILE, agent(version));
    return daemon.await(FILE, DeployState.SERVING).bundleId();
  }

  private long replace(String version) throws IOException {
    daemon.drop(FILE, agent(version));
    daemon.await(
        FILE, agent -> agent.state() == DeployState.PROBATION && version.equals(agent.version()));
    return daemon.agent(FILE).bundleId();
  }

  /** As the runs of so many jobs would, some of them failing. */
  private void run(long bundle, int jobs, int failed) {
    Experience experience = daemon.routing.experience(bundle);
    for (int i = 0; i < jobs; i++) {
      experience.ended(TYPE, bundle * 1_000 + i, i < failed);
    }
  }

  private void assertRolledBack(long old, long next, String cause) throws IOException {
    DeployedAgent back = daemon.awaitRejection(FILE, RejectCode.ROLLED_BACK);
    assertThat(back.state()).isEqualTo(DeployState.SERVING);
    assertThat(back.version()).isEqualTo("1.0.0");
    assertThat(back.bundleId()).isEqualTo(old);
    assertThat(back.rejection().text()).contains("rolled back to 1.0.0", cause);
    assertThat(daemon.routing.standingBy).contains(next).doesNotContain(old);
    awaitInstalled("acme.clean 1.0.0");
    assertThat(status()).contains("state: SERVING", "version: 1.0.0", "code: ROLLED_BACK", "cure:");
  }

  private static BundleJar agent(String version) {
    return BundleJar.agent("acme.clean", version, "acme.Clean");
  }

  private void awaitInstalled(String... bundles) {
    TestDaemon.await(
        () -> daemon.installed().equals(Arrays.asList(bundles)),
        () -> "installed are " + daemon.installed());
  }

  private String status() throws IOException {
    return Files.readString(daemon.agents.resolve(FILE + ".status"));
  }
}
