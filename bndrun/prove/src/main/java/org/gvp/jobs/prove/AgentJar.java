package org.gvp.jobs.prove;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An agent's jar, as a source of others that differ from it by their version alone. */
public final class AgentJar {
  private static final String VERSION = "Bundle-Version";

  private AgentJar() {}

  /** Its version. */
  public static String version(Path agent) throws IOException {
    try (JarFile jar = new JarFile(agent.toFile())) {
      return jar.getManifest().getMainAttributes().getValue(VERSION);
    }
  }

  /** Writes the agent again, under that version. */
  public static void write(Path agent, String version, Path target) throws IOException {
    try (JarFile jar = new JarFile(agent.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().putValue(VERSION, version);
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
