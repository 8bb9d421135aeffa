package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** Takes dropped jars in: a copy by content, found whole, with a manifest that passes the rules. */
final class JarStore {
  /** A copy of a file, not looked into yet. */
  record Copy(Path content, String sha256) {}

  private final Path folder;

  JarStore(Path folder) {
    this.folder = folder;
  }

  /** Copies the file as it is now. */
  Copy copy(Path file) throws IOException {
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, "incoming", ".part");
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
        OutputStream out = Files.newOutputStream(part)) {
      in.transferTo(out);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    Path content = folder.resolve(hash + ".jar");
    Files.move(part, content, StandardCopyOption.REPLACE_EXISTING);
    return new Copy(content, hash);
  }

  /** A content that was taken in earlier; empty if it is null or not there any more. */
  Optional<Copy> kept(String sha256) {
    return Optional.ofNullable(sha256)
        .map(hash -> new Copy(folder.resolve(hash + ".jar"), hash))
        .filter(copy -> Files.exists(copy.content()));
  }

  /** Forgets all contents but those. */
  void keepOnly(Set<String> contents) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path content : all) {
        String name = content.getFileName().toString();
        if (!name.endsWith(".jar") || !contents.contains(name.substring(0, name.length() - 4))) {
          Files.deleteIfExists(content);
        }
      }
    }
  }

  /** Reads every byte of it, so that a cut or damaged copy shows; then its manifest. */
  AgentJar verify(Copy copy) throws RejectedException {
    Attributes manifest = wholeManifest(copy.content());
    ManifestRules.Agent agent = ManifestRules.check(manifest);
    return new AgentJar(
        copy.content(), copy.sha256(), agent.symbolicName(), agent.version(), agent.types());
  }

  private static Attributes wholeManifest(Path content) throws RejectedException {
    try (JarFile jar = new JarFile(content.toFile())) {
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        try (InputStream in = jar.getInputStream(entries.nextElement())) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      Manifest manifest = jar.getManifest();
      return manifest == null ? new Attributes() : manifest.getMainAttributes();
    } catch (SecurityException e) {
      throw notAJar("its signature does not match its content: " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw notAJar("it cannot be read as a jar: " + e.getMessage());
    }
  }

  private static RejectedException notAJar(String text) {
    return new RejectedException(
        RejectCode.NOT_A_JAR,
        text,
        "Copy it again, best under a name that ends in .tmp and renamed when complete; compare its"
            + " checksum with the original");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
