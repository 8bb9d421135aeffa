package org.gvp.jobs.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Agents that differ from another one by their version alone. */
final class AgentVersions {
  private static final String VERSION = "Bundle-Version";
  private static final AtomicInteger LAST = new AtomicInteger();

  private AgentVersions() {}

  /** Writes an agent again, with a version higher than any that was written before. */
  static void writeNext(Path agent, Path target) throws IOException {
    try (JarFile jar = new JarFile(agent.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      String version = manifest.getMainAttributes().getValue(VERSION);
      manifest.getMainAttributes().putValue(VERSION, next(version));
      try (OutputStream file = Files.newOutputStream(target);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        copy(jar, out);
      }
    }
  }

  /**
   * A qualifier is there already when the build is a snapshot; it is made longer, so it is higher.
   */
  private static String next(String version) {
    String base = version.replaceFirst("[._]r[0-9]+$", "");
    boolean qualified = base.split("[.]").length > 3;
    return base + (qualified ? "_" : ".") + "r%06d".formatted(LAST.incrementAndGet());
  }

  private static void copy(JarFile jar, JarOutputStream out) throws IOException {
    Enumeration<JarEntry> entries = jar.entries();
    while (entries.hasMoreElements()) {
      JarEntry entry = entries.nextElement();
      if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
        out.putNextEntry(new JarEntry(entry.getName()));
        try (InputStream in = jar.getInputStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
