package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was good and what was not outlives the daemon, and operators can go back. */
class ComebacksTest {
  private static final JobTypeKey TYPE = JobTypeKey.custom("acme.Clean");
  private static final String NAME = "acme.clean";
  private static final String FILE = "clean.jar";

  @TempDir Path home;
  private final TestDaemon.TestMemory memory = new TestDaemon.TestMemory();
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home, new ProbationRules(1, Duration.ofHours(1)), memory);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  @Test
  void a_daemon_that_went_down_during_a_probation_begins_it_again() throws Exception {
    serve("1.0.0");
    replace("1.1.0");
    restart();
    awaitVersion(DeployState.PROBATION, "1.1.0");
    assertThat(daemon.installed()).containsExactly(NAME + " 1.0.0", NAME + " 1.1.0");
    assertThat(daemon.agent(FILE + " (before)").version()).isEqualTo("1.0.0");
  }

  @Test
  void a_jar_that_was_changed_while_the_daemon_was_down_comes_beside_the_one_that_was_good()
      throws Exception {
    serve("1.0.0");
    daemon.close();
    agent("1.1.0").writeTo(daemon.agents.resolve(FILE));
    start();
    awaitVersion(DeployState.PROBATION, "1.1.0");
    assertThat(daemon.installed()).containsExactly(NAME + " 1.0.0", NAME + " 1.1.0");
  }

  @Test
  void a_jar_that_was_broken_while_the_daemon_was_down_leaves_the_good_one_serving()
      throws Exception {
    serve("1.0.0");
    daemon.close();
    Files.writeString(daemon.agents.resolve(FILE), "half a jar");
    start();
    DeployedAgent agent = daemon.awaitRejection(FILE, RejectCode.NOT_A_JAR);
    assertThat(agent.state()).isEqualTo(DeployState.SERVING);
    assertThat(agent.version()).isEqualTo("1.0.0");
  }

  @Test
  void a_jar_that_was_removed_while_the_daemon_was_down_is_gone() throws Exception {
    serve("1.0.0");
    daemon.close();
    Files.delete(daemon.agents.resolve(FILE));
    start();
    daemon.drop("next.jar", BundleJar.agent("acme.next", "1.0.0", "acme.Next"));
    daemon.await("next.jar", DeployState.SERVING);
    assertThat(daemon.installed()).containsExactly("acme.next 1.0.0");
  }

  @Test
  void what_was_rolled_back_stays_so_after_a_restart() throws Exception {
    serve("1.0.0");
    daemon.routing.troubles.put(replace("1.1.0"), "its classes do not link");
    daemon.awaitRejection(FILE, RejectCode.ROLLED_BACK);
    restart();
    DeployedAgent agent = daemon.awaitRejection(FILE, RejectCode.ROLLED_BACK);
    assertThat(agent.state()).isEqualTo(DeployState.SERVING);
    assertThat(agent.version()).isEqualTo("1.0.0");
    assertThat(agent.rejection().text()).contains("its classes do not link");
    awaitInstalled(NAME + " 1.0.0");
  }

  @Test
  void the_last_two_good_contents_are_kept_and_no_others() throws Exception {
    serve("1.0.0");
    pass("1.1.0");
    pass("1.2.0");
    daemon.drop("bad.jar", new byte[] {1, 2, 3});
    daemon.awaitRejection("bad.jar", RejectCode.NOT_A_JAR);
    try (Stream<Path> jars = Files.list(home.resolve("data/jars"))) {
      AgentMemory.Kept kept = memory.kept.get(NAME);
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .containsExactlyInAnyOrder(kept.good() + ".jar", kept.before() + ".jar");
    }
  }

  @Test
  void an_operator_ends_a_probation_by_going_back() throws Exception {
    long old = serve("1.0.0");
    replace("1.1.0");
    memory.order("rollback", NAME);
    DeployedAgent agent = daemon.awaitRejection(FILE, RejectCode.ROLLED_BACK);
    assertThat(agent.bundleId()).isEqualTo(old);
    assertThat(agent.rejection().text()).contains("to 1.0.0 by olga: too slow");
    assertThat(agent.rejection().fix()).contains("gvp_jobs.retry_agent('acme.clean')");
  }

  @Test
  void an_operator_goes_back_from_a_version_that_had_passed_and_forth_again() throws Exception {
    serve("1.0.0");
    pass("1.1.0");
    memory.order("rollback", NAME);
    DeployedAgent back = daemon.awaitRejection(FILE, RejectCode.ROLLED_BACK);
    assertThat(back.state()).isEqualTo(DeployState.SERVING);
    assertThat(back.version()).isEqualTo("1.0.0");
    awaitInstalled(NAME + " 1.0.0");
    memory.order("rollback", NAME); // there is nothing before it
    assertThat(daemon.agent(FILE).bundleId()).isEqualTo(back.bundleId());
    memory.order("retry", NAME);
    awaitVersion(DeployState.PROBATION, "1.1.0");
    assertThat(daemon.agent(FILE).rejection()).isNull();
  }

  @Test
  void a_drained_agent_is_given_no_jobs_until_it_is_tried_again_whatever_happens()
      throws Exception {
    long bundle = serve("1.0.0");
    memory.order("drain", NAME);
    DeployedAgent drained = daemon.await(FILE, DeployState.STANDBY);
    assertThat(drained.rejection().text()).isEqualTo("drained by olga: too slow");
    assertThat(Files.readString(daemon.agents.resolve(FILE + ".status")))
        .contains("state: STANDBY", "cause: drained by olga", "cure: ")
        .doesNotContain("note:");
    assertThat(daemon.routing.standingBy).contains(bundle);
    restart();
    long again = daemon.await(FILE, DeployState.STANDBY).bundleId();
    assertThat(daemon.routing.standingBy).contains(again);
    memory.order("retry", NAME);
    daemon.await(FILE, DeployState.SERVING);
    assertThat(daemon.routing.standingBy).isEmpty();
  }

  @Test
  void a_retry_takes_back_a_drain_and_a_rollback_at_once() throws Exception {
    serve("1.0.0");
    replace("1.1.0");
    memory.order("rollback", NAME);
    memory.order("drain", NAME);
    daemon.await(FILE, DeployState.STANDBY);
    memory.order("retry", NAME);
    awaitVersion(DeployState.PROBATION, "1.1.0");
    assertThat(daemon.agent(FILE + " (before)").version()).isEqualTo("1.0.0");
  }

  @Test
  void a_lower_version_serves_if_an_operator_wants_it() throws Exception {
    serve("1.1.0");
    daemon.drop(FILE, agent("1.0.0"));
    Rejection why = daemon.awaitRejection(FILE, RejectCode.DOWNGRADE).rejection();
    assertThat(why.fix()).contains("select gvp_jobs.retry_agent('acme.clean')");
    memory.order("retry", NAME);
    awaitVersion(DeployState.PROBATION, "1.0.0");
  }

  /** As after a crash that took the framework's cache along. */
  private void restart() throws Exception {
    daemon.close();
    try (Stream<Path> cache = Files.walk(home.resolve("data/felix"))) {
      for (Path file : cache.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    start();
  }

  private long serve(String version) {
    daemon.drop(FILE, agent(version));
    return daemon.await(FILE, DeployState.SERVING).bundleId();
  }

  private long replace(String version) {
    daemon.drop(FILE, agent(version));
    return awaitVersion(DeployState.PROBATION, version);
  }

  private void pass(String version) {
    daemon.routing.experience(replace(version)).ended(TYPE, 1, false);
    awaitVersion(DeployState.SERVING, version);
    awaitInstalled(NAME + " " + version);
  }

  private long awaitVersion(DeployState state, String version) {
    return daemon
        .await(
            FILE,
            agent -> agent != null && agent.state() == state && version.equals(agent.version()))
        .bundleId();
  }

  private static BundleJar agent(String version) {
    return BundleJar.agent(NAME, version, "acme.Clean");
  }

  private void awaitInstalled(String... bundles) {
    List<String> wanted = Arrays.asList(bundles);
    TestDaemon.await(
        () -> daemon.installed().equals(wanted), () -> "installed are " + daemon.installed());
  }
}
