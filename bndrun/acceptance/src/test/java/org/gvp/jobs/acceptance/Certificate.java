package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for the server {@code localhost} that vouches for itself, made by the JDK's
 * keytool.
 *
 * @param certificate its file, PEM
 * @param key the file of its private key, PEM, for the owner's eyes
 */
record Certificate(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "server";

  /** Makes one; the files are named like the server's own. */
  static Certificate create(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(folder);
    Path store = folder.resolve("store.p12");
    List<String> command =
        List.of(
            Jars.javaHome().resolve("bin/keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            ALIAS,
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Commands.Output made = Commands.run(new ProcessBuilder(command), Duration.ofSeconds(60));
    if (made.exitCode() != 0) {
      throw new AssertionError(made.all());
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path certificate = folder.resolve("server.crt");
    Path key = folder.resolve("server.key");
    write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
    write(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    return new Certificate(certificate, key);
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        file,
        "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
            .formatted(what, lines.encodeToString(content)));
  }
}
