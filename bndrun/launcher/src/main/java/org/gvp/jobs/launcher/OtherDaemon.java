package org.gvp.jobs.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/**
 * The packaged jar of another daemon, which answers by its own code.
 *
 * @param jar the jar
 */
record OtherDaemon(Path jar) {
  /**
   * The daemon that was asked for; null if it is this one.
   *
   * @param wanted a version, or the path of a packaged jar; null for this daemon
   */
  static OtherDaemon of(String wanted, Assembly assembly) throws IOException {
    if (wanted == null || wanted.equals(assembly.version())) {
      return null;
    }
    Path jar = Path.of(wanted).toAbsolutePath().normalize();
    if (!Files.isRegularFile(jar)) {
      jar = Assembly.file().resolveSibling("gvp-jobs-" + wanted + ".jar");
    }
    if (!Files.isRegularFile(jar)) {
      throw new UsageException(
          "this is GVP Jobs "
              + assembly.version()
              + ", and '"
              + wanted
              + "' is no jar of another one: give the path of its executable jar, or lay it beside"
              + " this one as "
              + jar.getFileName());
    }
    refuseStrange(jar);
    return Files.isSameFile(jar, Assembly.file()) ? null : new OtherDaemon(jar);
  }

  private static void refuseStrange(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      if (zip.getEntry("assembly.properties") == null) {
        throw new UsageException(jar + " is not an executable jar of GVP Jobs");
      }
    }
  }

  /** Has it answer, in words and by its exit code. */
  int answer(VerifyOptions options) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        new ArrayList<>(List.of(java, "-jar", jar.toString(), "verify", options.jar().toString()));
    if (options.junit() != null) {
      command.addAll(List.of("--junit", options.junit().toString()));
    }
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
