package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.osgi.framework.Constants;

/**
 * What is in a jar, read to its last byte, so that a cut or damaged copy shows.
 *
 * @param manifest its manifest; empty if it has none
 * @param digest of names and contents; two builds of one content have the same
 * @param signed whether there is a signature file in it
 */
record JarContent(Manifest manifest, String digest, boolean signed) {
  private static final int BUFFER = 16_384;
  private static final Pattern OF_THE_SIGNATURE =
      Pattern.compile("(?i)META-INF/(MANIFEST[.]MF|[^/]+[.](SF|RSA|DSA|EC)|SIG-[^/]*)");

  /**
   * Reads it.
   *
   * @throws IOException if it is no whole jar
   * @throws RejectedException if it is one that nobody should unpack
   */
  static JarContent read(Path file, JarLimits limits) throws IOException, RejectedException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      limits.checkEntries(zip.size());
      return new Reader(zip, limits).read();
    }
  }

  /** What it calls itself; it need not be an agent. */
  String name() {
    return manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME)
        + " "
        + manifest.getMainAttributes().getValue(Constants.BUNDLE_VERSION);
  }

  /** Whether an entry is the manifest or a part of a signature, which no signature covers. */
  static boolean isOfTheSignature(String name) {
    return OF_THE_SIGNATURE.matcher(name).matches();
  }

  /** Reads one jar, once. */
  private static final class Reader {
    private final ZipFile zip;
    private final JarLimits limits;
    private final Map<String, byte[]> digests = new TreeMap<>();
    private Manifest manifest = new Manifest();
    private boolean signed;
    private long bytes;

    Reader(ZipFile zip, JarLimits limits) {
      this.zip = zip;
      this.limits = limits;
    }

    JarContent read() throws IOException, RejectedException {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        JarLimits.checkName(entry.getName());
        byte[] digest = digest(entry);
        if (digests.put(entry.getName(), digest) != null) {
          throw JarLimits.twice(entry.getName());
        }
      }
      MessageDigest all = JarStore.sha256();
      digests.forEach(
          (name, digest) -> {
            if (digest.length > 0) {
              all.update(name.getBytes(StandardCharsets.UTF_8));
              all.update((byte) 0);
              all.update(digest);
            }
          });
      return new JarContent(manifest, HexFormat.of().formatHex(all.digest()), signed);
    }

    /** Nothing for what is not content: folders and signatures. */
    private byte[] digest(ZipEntry entry) throws IOException, RejectedException {
      byte[] whole = readWhole(entry);
      String name = entry.getName().toUpperCase(Locale.ROOT);
      if (name.equals(JarFile.MANIFEST_NAME)) {
        try (InputStream in = zip.getInputStream(entry)) {
          manifest = new Manifest(in);
        }
        return Rebuild.steady(manifest);
      } else if (isOfTheSignature(name)) {
        signed |= name.endsWith(".SF");
        return new byte[0];
      } else if (name.matches("META-INF/MAVEN/.*/POM[.]PROPERTIES")) {
        try (InputStream in = zip.getInputStream(entry)) {
          return Rebuild.steady(in);
        }
      }
      return entry.isDirectory() ? new byte[0] : whole;
    }

    private byte[] readWhole(ZipEntry entry) throws IOException, RejectedException {
      MessageDigest digest = JarStore.sha256();
      CRC32 crc = new CRC32();
      long length = 0;
      byte[] buffer = new byte[BUFFER];
      try (InputStream in = zip.getInputStream(entry)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
          crc.update(buffer, 0, read);
          length += read;
          bytes += read;
          limits.checkBytes(entry.getName(), length, bytes);
        }
      }
      if (crc.getValue() != entry.getCrc()) {
        throw new IOException("checksum of " + entry.getName() + " is wrong");
      }
      return digest.digest();
    }
  }
}
