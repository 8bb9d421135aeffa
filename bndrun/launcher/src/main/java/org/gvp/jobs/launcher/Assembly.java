package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What the executable jar carries: bundles, agents and settings, and which of the two jars it is.
 *
 * @param root the jar's root folder
 * @param name {@code gvp-jobs} or {@code gvp-jobs-sandbox}
 * @param version the daemon's version
 */
record Assembly(Path root, String name, String version) {
  private static final String SANDBOX = "gvp-jobs-sandbox";

  /** The jar that this class was loaded from. */
  static Assembly ofThisJar() {
    try {
      Path file = file();
      // Kept open for the life of the JVM: the bundles are read from it.
      Path root = Files.isDirectory(file) ? file : FileSystems.newFileSystem(file).getPath("/");
      return of(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar's file. */
  static Path file() {
    try {
      return Path.of(Assembly.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Assembly of(Path root) throws IOException {
    Path description = root.resolve("assembly.properties");
    if (!Files.exists(description)) {
      throw new UsageException(
          "this is not an executable jar of GVP Jobs: build one with 'mvn -DskipTests package',"
              + " then start bndrun/target/gvp-jobs.jar");
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(description)) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return new Assembly(root, properties.getProperty("name"), properties.getProperty("version"));
  }

  boolean sandbox() {
    return name.equals(SANDBOX);
  }

  /** The daemon's bundles. */
  List<Path> bundles() {
    return list("bundles");
  }

  /** Files that go into the home, by the folder that they go into. */
  Map<String, List<Path>> shipped() {
    return Map.of("agents", list("agents"), "etc", list("etc"));
  }

  private List<Path> list(String folder) {
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
