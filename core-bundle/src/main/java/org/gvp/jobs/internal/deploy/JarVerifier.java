package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.BundleContext;

/**
 * Says of a jar whether the daemon would take it, by the rules that it deploys by, without starting
 * it. For a framework in which the daemon's bundles are installed; none of them need be started.
 * The command line loads it by name, and shares no type with it but the framework's and Java's.
 *
 * <p>The answer is a list of steps, as maps: {@code step} in words; {@code found} where something
 * was; in the step that the jar does not pass, the last one, {@code code}, {@code cause} and {@code
 * cure}; {@code skipped} in those that were not come to.
 */
public final class JarVerifier
    implements BiFunction<BundleContext, Path, List<Map<String, String>>> {
  /** What a jar has to pass, in this order. */
  private enum Step {
    WHOLE("can be read whole"),
    SIGNED("is signed as this daemon asks"),
    AGENT("has the manifest of an agent"),
    NAME("has a name that no bundle of the daemon has"),
    RESOLVED("finds all that it needs in the daemon");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  private final List<Map<String, String>> steps = new ArrayList<>();

  /** For one jar. */
  public JarVerifier() {}

  /**
   * Puts the jar to the test.
   *
   * @throws UncheckedIOException if the file cannot be read
   */
  @Override
  public List<Map<String, String>> apply(BundleContext context, Path jar) {
    try {
      Path store = Files.createTempDirectory("gvp-jobs-verify");
      try {
        verify(context, jar, store);
      } catch (RejectedException e) {
        failed(e.rejection());
      } finally {
        Files.deleteIfExists(store);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return steps;
  }

  private void verify(BundleContext context, Path file, Path folder)
      throws IOException, RejectedException {
    // On the machine of whoever built it the jar may belong to whomever.
    JarStore store = new JarStore(folder, DeploySettings.of(context::getProperty).forAnyFolder());
    JarStore.Copy copy = store.copy(file);
    try {
      JarContent content = JarStore.read(copy);
      passed(null);
      passed(store.signer(copy, content));
      AgentJar agent = JarStore.agent(copy, content);
      passed(agent.symbolicName() + " " + agent.version() + " for " + types(agent));
      new Neighbours(context).refuseNameOfDaemon(agent);
      passed(null);
      installer(context).resolveOnly(file.getFileName().toString(), agent);
      passed(null);
    } finally {
      Files.deleteIfExists(copy.content());
    }
  }

  private static AgentInstaller installer(BundleContext context) {
    return new AgentInstaller(
        context,
        Duration.ZERO,
        new ComponentTrouble(() -> null),
        bundle -> {},
        new LoaderWatch(Clock.systemUTC()));
  }

  private static String types(AgentJar agent) {
    return String.join(", ", agent.types().stream().map(JobTypeKey::toString).toList());
  }

  private void passed(String found) {
    String words = Step.values()[steps.size()].words;
    steps.add(found == null ? Map.of("step", words) : Map.of("step", words, "found", found));
  }

  private void failed(Rejection why) {
    steps.add(
        Map.of(
            "step", Step.values()[steps.size()].words,
            "code", why.code().name(),
            "cause", why.text(),
            "cure", why.fix()));
    while (steps.size() < Step.values().length) {
      steps.add(Map.of("step", Step.values()[steps.size()].words, "skipped", "true"));
    }
  }
}
