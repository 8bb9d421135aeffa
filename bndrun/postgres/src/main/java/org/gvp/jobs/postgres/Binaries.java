package org.gvp.jobs.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked from this jar into a folder that is named after their content.
 */
final class Binaries {
  private Binaries() {}

  /**
   * Unpacks the programs for this machine, unless they are there already.
   *
   * @return the folder with {@code bin/}, {@code lib/} and {@code share/}
   */
  static Path unpack(Path parent) {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    try {
      Path folder = parent.resolve(hash(resource));
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(parent);
        Path unpacked = Files.createTempDirectory(parent, "unpack");
        // Other users must be able to run them: see Unprivileged.
        Files.setPosixFilePermissions(unpacked, permissions(0755));
        try (InputStream in = open(resource)) {
          extract(in, unpacked);
        }
        publish(unpacked, folder);
      }
      return folder;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "cannot unpack PostgreSQL into " + parent + ": " + e + "; it takes 60 MB there", e);
    }
  }

  static String resource(String os, String arch) {
    String machine =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> null;
        };
    if (machine == null || !os.equals("Linux")) {
      throw new EmbeddedServerException(
          "there is no embedded PostgreSQL for "
              + os
              + " on "
              + arch
              + ", only for Linux on x86-64 and arm64: set GVP_JOBS_DB_URL to a database");
    }
    return "/postgres-linux-" + machine + ".txz";
  }

  private static InputStream open(String resource) {
    InputStream in = Binaries.class.getResourceAsStream(resource);
    if (in == null) {
      throw new EmbeddedServerException(
          "this build carries no " + resource + ": set GVP_JOBS_DB_URL to a database");
    }
    return in;
  }

  private static String hash(String resource) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(open(resource), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another JVM may have been quicker; then its copy is as good. */
  private static void publish(Path unpacked, Path folder) throws IOException {
    try {
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      Folders.delete(unpacked);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      Folders.delete(unpacked);
    }
  }

  private static void extract(InputStream in, Path folder) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("entry outside of the folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, file);
          Files.setPosixFilePermissions(file, permissions(entry.getMode() & 0555 | 0644));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    // The enum's order is that of the bits, owner's read first.
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode >> (8 - permission.ordinal()) & 1) == 1) {
        permissions.add(permission);
      }
    }
    return permissions;
  }
}
