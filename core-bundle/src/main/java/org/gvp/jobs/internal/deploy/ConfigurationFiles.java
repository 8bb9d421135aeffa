package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the configurations follow the files in {@code etc}, one way. A file with an error changes
 * nothing: the last good configuration stays, and a {@code .status} file beside it says what is
 * wrong. For the deployer's thread alone.
 */
final class ConfigurationFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFiles.class);

  /** Any number of bundles may have the same configuration: two versions of an agent, say. */
  private static final String ANY_BUNDLE = "?";

  private final Path folder;
  private final ConfigurationAdmin configurations;
  private final UnaryOperator<String> framework;
  private final MetatypeCheck metatypes;
  private final Supplier<List<ConfigurationCheck>> checks;
  private final Clock clock;
  private final StatusFiles statusFiles;

  /** The values that each file has given to its configuration. */
  private final Map<String, Map<String, String>> applied = new TreeMap<>();

  private final Map<String, List<String>> rejected = new TreeMap<>();

  ConfigurationFiles(
      Path folder,
      ConfigurationAdmin configurations,
      UnaryOperator<String> framework,
      MetatypeCheck metatypes,
      Supplier<List<ConfigurationCheck>> checks,
      Clock clock) {
    this.folder = folder;
    this.configurations = configurations;
    this.framework = framework;
    this.metatypes = metatypes;
    this.checks = checks;
    this.clock = clock;
    this.statusFiles = new StatusFiles(folder);
  }

  /** Whether it is a file for this class. */
  static boolean isOne(String file) {
    return file.endsWith(ConfigurationFile.SUFFIX)
        && file.length() > ConfigurationFile.SUFFIX.length();
  }

  /** Looks at all files; also after a bundle came that may know more about their values. */
  void all() {
    statusFiles.removeStale();
    List<String> files = new ArrayList<>(applied.keySet());
    try (DirectoryStream<Path> there = Files.newDirectoryStream(folder)) {
      there.forEach(path -> files.add(path.getFileName().toString()));
    } catch (IOException e) {
      LOG.error("cannot list {}: {}; let the daemon's user read it", folder, e.toString());
    }
    files.stream().distinct().filter(ConfigurationFiles::isOne).sorted().forEach(this::touched);
  }

  /** The file was added, changed or removed. */
  void touched(String file) {
    Path path = folder.resolve(file);
    try {
      if (!Files.exists(path)) {
        removed(file);
        return;
      }
      ConfigurationFile read = ConfigurationFile.read(path, framework);
      List<String> problems = problems(read);
      if (problems.isEmpty()) {
        apply(read);
      } else {
        reject(read, problems);
      }
    } catch (IOException e) {
      LOG.error("cannot take over {}: {}; correct that, then touch it", path, e.toString());
      statusFiles.write(file, "state: REJECTED\ncause: it cannot be read: " + e + "\n");
    }
  }

  private List<String> problems(ConfigurationFile file) {
    List<String> problems = new ArrayList<>(file.problems());
    if (problems.isEmpty()) {
      for (ConfigurationCheck check : checks.get()) {
        if (check.pid().equals(file.pid())) {
          problems.addAll(check.problems(file.name(), file.values()));
        }
      }
      problems.addAll(metatypes.problems(file));
    }
    return problems;
  }

  private void apply(ConfigurationFile file) throws IOException {
    if (rejected.remove(file.file()) != null) {
      LOG.info("{} is in order again", file.file());
    }
    statusFiles.remove(file.file());
    if (file.values().equals(applied.get(file.file()))) {
      return;
    }
    if (configuration(file.file()).updateIfDifferent(FrameworkUtil.asDictionary(file.values()))) {
      LOG.info("configuration {} is taken over: {}", file.file(), file.values().keySet());
    }
    applied.put(file.file(), file.values());
  }

  private void reject(ConfigurationFile file, List<String> problems) throws IOException {
    if (problems.equals(rejected.put(file.file(), problems))) {
      return;
    }
    boolean nothingGood = file.values().equals(applied.get(file.file()));
    if (nothingGood) {
      // It was taken over before the bundle was there that knows better.
      delete(file.file());
    }
    boolean kept = applied.containsKey(file.file());
    String cure =
        "correct "
            + folder.resolve(file.file())
            + (kept
                ? "; the configuration from before stays until then"
                : "; it is not used until then");
    LOG.error("configuration {} is rejected: {}; {}", file.file(), problems, cure);
    StringBuilder text = new StringBuilder("state: REJECTED\nsince: " + clock.instant() + "\n");
    problems.forEach(problem -> text.append("cause: ").append(problem).append('\n'));
    statusFiles.write(file.file(), text.append("cure: ").append(cure).append('\n').toString());
  }

  private void removed(String file) throws IOException {
    rejected.remove(file);
    statusFiles.remove(file);
    if (applied.containsKey(file)) {
      delete(file);
      LOG.info("configuration {} is deleted: the file was removed", file);
    }
  }

  private void delete(String file) throws IOException {
    applied.remove(file);
    configuration(file).delete();
  }

  private Configuration configuration(String file) throws IOException {
    String pid = ConfigurationFile.pidIn(file);
    String name = ConfigurationFile.nameIn(file);
    return name == null
        ? configurations.getConfiguration(pid, ANY_BUNDLE)
        : configurations.getFactoryConfiguration(pid, name, ANY_BUNDLE);
  }
}
