package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * Tells the same content built twice from other content under the same version. A version stands
 * for one content, so that the history of jobs says what carried them out; only a snapshot may be
 * built again.
 */
final class Rebuild {
  /** What a manifest says of the build rather than of the content. */
  private static final Set<String> OF_THE_BUILD =
      Set.of(
          "bnd-lastmodified",
          "created-by",
          "build-jdk",
          "build-jdk-spec",
          "build-time",
          "build-timestamp",
          "built-by",
          "tool",
          "archiver-version");

  private Rebuild() {}

  /**
   * Compares a verified jar with the one that is installed from the same file.
   *
   * @return whether it is the same version with the same content: then nothing is to be done
   * @throws RejectedException if it is other content under a version that is taken
   */
  static boolean isSame(AgentJar installed, AgentJar next) throws RejectedException {
    if (!installed.symbolicName().equals(next.symbolicName())
        || !installed.version().equals(next.version())) {
      return false;
    } else if (installed.digest().equals(next.digest())) {
      return true;
    } else if (next.isSnapshot()) {
      return false;
    }
    throw new RejectedException(
        RejectCode.VERSION_REUSED,
        next.symbolicName()
            + " "
            + next.version()
            + " is installed with other content, and a version stands for one content",
        "Raise the version or build as SNAPSHOT, then drop it again");
  }

  /** Of what a manifest says of the content: neither of the build nor of a signature. */
  static byte[] steady(Manifest manifest) {
    MessageDigest digest = JarStore.sha256();
    add(digest, "", manifest.getMainAttributes());
    new TreeMap<>(manifest.getEntries()).forEach((name, section) -> add(digest, name, section));
    return digest.digest();
  }

  private static void add(MessageDigest digest, String name, Attributes section) {
    Map<String, String> kept = new TreeMap<>();
    section.forEach(
        (key, value) -> {
          String header = key.toString().toLowerCase(Locale.ROOT);
          if (!OF_THE_BUILD.contains(header) && !header.endsWith("-digest")) {
            kept.put(header, value.toString());
          }
        });
    if (!kept.isEmpty()) {
      digest.update((name + kept).getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Of Maven's properties without the comment, in which older versions wrote the time. */
  static byte[] steady(InputStream properties) throws IOException {
    String text = new String(properties.readAllBytes(), StandardCharsets.ISO_8859_1);
    MessageDigest digest = JarStore.sha256();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return digest.digest();
  }
}
