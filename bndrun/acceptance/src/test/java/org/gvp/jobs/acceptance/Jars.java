package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the executable jars and this machine's free places are. */
final class Jars {
  private Jars() {}

  static Path sandbox() {
    return jar("gvp-jobs-sandbox.jar");
  }

  static Path daemon() {
    return jar("gvp-jobs.jar");
  }

  private static Path jar(String name) {
    Path jar = Path.of(property("acceptance.jars")).normalize().resolve(name);
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is not there: build it with mvn -DskipTests package");
    }
    return jar;
  }

  /** A new folder for a home. */
  static Path newHome(String name) throws IOException {
    Path homes = Path.of(property("acceptance.homes"));
    Files.createDirectories(homes);
    return Files.createTempDirectory(homes, name + "-");
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("system property " + name + " is not set: run it by Maven");
    }
    return value;
  }

  static Path java(Path javaHome) {
    return javaHome.resolve("bin/java");
  }

  /** The Java that these tests run on. */
  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }
}
