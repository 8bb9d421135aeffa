package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import org.gvp.jobs.internal.deploy.agents.LeakingActivator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the class loaders of retired versions go, and what is said of one that does not. */
class LoaderWatchTest {
  private static final String JAR = "clean.jar";

  @TempDir Path home;
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home);
  }

  @AfterEach
  void stop() throws Exception {
    System.setProperty(LeakingActivator.RELEASE, "true");
    daemon.close();
  }

  @Test
  void after_200_redeployments_every_retired_loader_has_gone_and_metaspace_is_flat() {
    serve("1.0.0");
    redeploy(1, 20);
    awaitCollected();
    long after20 = metaspace();
    redeploy(21, 200);
    awaitCollected();
    assertThat(metaspace()).as("metaspace after 200").isLessThanOrEqualTo(after20 * 12 / 10);
    daemon.clock.advance(LoaderWatch.PATIENCE);
    daemon.lookAtLoaders();
    assertThat(daemon.agent("acme.clean 1.0.0")).isNull();
  }

  @Test
  void an_agent_that_leaves_a_thread_behind_is_named_with_it_until_that_has_ended()
      throws IOException {
    System.clearProperty(LeakingActivator.RELEASE);
    daemon.drop(JAR, agent("1.0.0").activator(LeakingActivator.class));
    daemon.await(JAR, DeployState.SERVING);
    serve("1.0.1");
    TestDaemon.await(() -> daemon.installed().size() == 1, () -> "" + daemon.installed());

    daemon.lookAtLoaders();
    daemon.lookAtLoaders();
    assertThat(daemon.agent("acme.clean 1.0.0")).as("too early to say").isNull();
    daemon.clock.advance(LoaderWatch.PATIENCE);
    daemon.lookAtLoaders();
    assertThat(daemon.agent("acme.clean 1.0.0")).as("once is not enough").isNull();
    daemon.lookAtLoaders();
    DeployedAgent leak = daemon.agent("acme.clean 1.0.0");
    assertThat(leak.state()).isEqualTo(DeployState.LEAKING);
    assertThat(leak.rejection().code()).isEqualTo(RejectCode.CLASSES_HELD);
    assertThat(leak.rejection().text())
        .contains("its classes stay in memory", "held by thread 'acme-poller'");
    assertThat(daemon.agent(JAR).state()).isEqualTo(DeployState.SERVING);
    assertThat(daemon.heard).anyMatch(all -> all.contains(leak));

    System.setProperty(LeakingActivator.RELEASE, "true");
    awaitCollected();
    daemon.lookAtLoaders();
    assertThat(daemon.agent("acme.clean 1.0.0")).isNull();
  }

  private void redeploy(int from, int to) {
    for (int i = from; i <= to; i++) {
      serve("1.0." + i);
    }
  }

  private void serve(String version) {
    daemon.drop(JAR, agent(version));
    daemon.await(
        JAR,
        agent ->
            agent != null
                && agent.state() == DeployState.SERVING
                && version.equals(agent.version()));
  }

  private void awaitCollected() {
    TestDaemon.await(
        () -> {
          System.gc();
          return daemon.loaders.watched() == 0 && daemon.installed().size() == 1;
        },
        () -> daemon.loaders.watched() + " loaders are left, installed: " + daemon.installed());
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
        .sum();
  }

  private static BundleJar agent(String version) {
    return BundleJar.agent("acme.clean", version, "acme.Clean");
  }
}
