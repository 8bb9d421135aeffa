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
      String base =
          manifest
              .getMainAttributes()
              .getValue(VERSION)
              .replaceFirst("[.][^0-9.].*|[.]r[0-9]+$", "");
      manifest
          .getMainAttributes()
          .putValue(VERSION, base + ".r%06d".formatted(LAST.incrementAndGet()));
      try (OutputStream file = Files.newOutputStream(target);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        copy(jar, out);
      }
    }
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
