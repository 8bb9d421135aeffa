package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.job.JobStatus;
import org.junit.jupiter.api.Test;
import org.osgi.framework.wiring.BundleWiring;

/** An agent that is deployed again and again, and works each time, leaves nothing in memory. */
public class RedeployTest extends DaemonTest {
  private static final Duration MOST = Duration.ofSeconds(60);

  private final byte[] built = good("1.0.0").bytes();
  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  @Test
  void after_200_redeployments_every_retired_loader_has_gone_and_metaspace_is_flat() {
    redeploy(1, 20);
    awaitTwoLoaders();
    long after20 = metaspace();
    redeploy(21, 200);
    awaitTwoLoaders();
    long after200 = metaspace();
    System.out.printf(
        "measured: metaspace after 20 redeployments %,d bytes, after 200 %,d%n", after20, after200);
    assertThat(after200).isLessThanOrEqualTo(after20 * 12 / 10);
    assertThat(daemon.query().agents()).hasSize(2).noneMatch(agent -> agent.code() != null);
  }

  private void redeploy(int from, int to) {
    for (int i = from; i <= to; i++) {
      String version = "1.0." + i;
      daemon.agents.drop(GOOD_JAR, withVersion(version));
      Await.within(
          MOST,
          version + " serves",
          () -> daemon.agent(GOOD_JAR),
          agent -> agent != null && agent.serves() && agent.version().equals(version));
      long job = daemon.create(GoodAgent.TYPE, 2, "work");
      daemon.await(job, JobStatus.FINISHED);
      remember(version);
    }
  }

  private void remember(String version) {
    Arrays.stream(daemon.bundles(GOOD))
        .filter(bundle -> bundle.getVersion().toString().equals(version))
        .map(bundle -> bundle.adapt(BundleWiring.class).getClassLoader())
        .forEach(loader -> loaders.add(new WeakReference<>(loader)));
  }

  /** That of the version on probation, and that of the first one, to which it would go back. */
  private void awaitTwoLoaders() {
    Await.within(
        MOST,
        "the end of every retired version's loader",
        () -> {
          System.gc();
          loaders.removeIf(loader -> loader.get() == null);
          return loaders.size();
        },
        left -> left == 2);
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  /** What bnd built, with another version: much faster than to build it again. */
  private byte[] withVersion(String version) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(built))) {
      Manifest manifest = in.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
