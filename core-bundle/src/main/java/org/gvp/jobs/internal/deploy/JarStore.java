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
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Takes dropped jars in: a copy by content, found whole, with a manifest that passes the rules. */
final class JarStore {
  /** A copy of a file, not looked into yet. */
  record Copy(Path content, String sha256) {}

  private final Path folder;
  private final DeploySettings settings;

  JarStore(Path folder, DeploySettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Copies the file as it is now, unless it is one that others may write to. */
  Copy copy(Path file) throws IOException, RejectedException {
    Files.createDirectories(folder);
    if (!settings.sharedFolder()) {
      PrivateFiles.check(file, folder);
    }
    JarLimits.STANDARD.checkJar(Files.size(file));
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

  /** Checks all that can be told from the jar alone. */
  AgentJar verify(Copy copy) throws RejectedException {
    JarContent content = read(copy);
    signer(copy, content);
    return agent(copy, content);
  }

  /** Checks its signature; answers what is to be said of it, or null. */
  String signer(Copy copy, JarContent content) throws RejectedException {
    return settings.signatures().check(copy.content(), content);
  }

  /** Reads every byte of it. */
  static JarContent read(Copy copy) throws RejectedException {
    try {
      return JarContent.read(copy.content(), JarLimits.STANDARD);
    } catch (IOException | IllegalArgumentException e) {
      throw notAJar("it cannot be read as a jar: " + e.getMessage());
    }
  }

  /** Checks its manifest. */
  static AgentJar agent(Copy copy, JarContent content) throws RejectedException {
    ManifestRules.Agent agent = ManifestRules.check(content.manifest().getMainAttributes());
    return new AgentJar(
        copy.content(),
        copy.sha256(),
        content.digest(),
        agent.symbolicName(),
        agent.version(),
        agent.types());
  }

  private static RejectedException notAJar(String text) {
    return new RejectedException(
        RejectCode.NOT_A_JAR,
        text,
        "Copy it again, best under a name that ends in .tmp and renamed when complete; compare its"
            + " checksum with the original");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
