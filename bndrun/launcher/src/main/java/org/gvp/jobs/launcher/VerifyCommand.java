package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Says whether a jar would be accepted as an agent, by the daemon's own code and bundles. It needs
 * no register and no home, and runs nothing of the jar.
 */
final class VerifyCommand {
  private static final String VERIFIER = "org.gvp.jobs.internal.deploy.JarVerifier";

  private final VerifyOptions options;
  private final Assembly assembly;
  private final Map<String, String> environment;

  VerifyCommand(VerifyOptions options, Assembly assembly, Map<String, String> environment) {
    this.options = options;
    this.assembly = assembly;
    this.environment = environment;
  }

  /**
   * The exit code: 0 if the jar would be accepted, 1 if not.
   *
   * @throws UsageException if there is no answer
   */
  int run() throws InterruptedException {
    if (!Files.isReadable(options.jar()) || Files.isDirectory(options.jar())) {
      throw new UsageException(options.jar() + " is no file that can be read");
    }
    try {
      OtherDaemon other = OtherDaemon.of(options.daemon(), assembly);
      return other == null ? answer() : other.answer(options);
    } catch (IOException | BundleException | ReflectiveOperationException e) {
      throw noAnswer(e);
    } catch (UsageException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is, it is not the answer that the jar would be rejected.
      throw noAnswer(e);
    }
  }

  private static UsageException noAnswer(Exception e) {
    return new UsageException("the jar could not be verified: " + e);
  }

  private int answer() throws IOException, BundleException, ReflectiveOperationException {
    VerifyReport report =
        new VerifyReport(
            options.jar().getFileName().toString(),
            "GVP Jobs " + assembly.version() + " (" + assembly.name() + ")",
            steps());
    report.lines().forEach(Console::say);
    if (options.junit() != null) {
      report.writeJunit(options.junit());
    }
    return report.accepted() ? 0 : 1;
  }

  private List<Map<String, String>> steps()
      throws IOException, BundleException, ReflectiveOperationException {
    try (IdleFramework framework = new IdleFramework(assembly, properties())) {
      @SuppressWarnings("unchecked") // the class says so
      BiFunction<BundleContext, Path, List<Map<String, String>>> verifier =
          (BiFunction<BundleContext, Path, List<Map<String, String>>>) framework.ofCore(VERIFIER);
      return verifier.apply(framework.context(), options.jar());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Map<String, String> properties() {
    List<String> problems = new ArrayList<>();
    Map<String, String> properties = new TreeMap<>();
    properties.put("gvp.jobs.version", assembly.version());
    FrameworkSettings.putAgents(properties, AgentsReader.read(environment, problems));
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
    return properties;
  }
}
