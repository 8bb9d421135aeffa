package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What a daemon says about itself to the other commands on its home.
 *
 * @param pid its process
 * @param url of its web view
 * @param version its version
 */
record RunningDaemon(long pid, String url, String version) {
  void write(Path file) throws IOException {
    Files.writeString(file, "pid=%d%nurl=%s%nversion=%s%n".formatted(pid, url, version));
  }

  static Optional<RunningDaemon> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(
        new RunningDaemon(
            Long.parseLong(properties.getProperty("pid")),
            properties.getProperty("url"),
            properties.getProperty("version")));
  }
}
