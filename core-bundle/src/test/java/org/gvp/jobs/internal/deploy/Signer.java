package org.gvp.jobs.internal.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** Somebody who signs jars, with a key made for the test by the JDK's own tool. */
final class Signer {
  static final String PASSWORD = "changeit";

  private final Path store;
  private final String alias;

  private Signer(Path store, String alias) {
    this.store = store;
    this.alias = alias;
  }

  /** With a certificate of the signer's own. */
  static Signer named(Path folder, String name, String... options) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(store, name, options);
    return new Signer(store, name);
  }

  /** One for whom this one vouches. */
  Signer vouchingFor(String name) throws Exception {
    keytool(store, name, "-signer", alias);
    return new Signer(store, name);
  }

  private static void keytool(Path store, String name, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(command + ": " + said);
    }
  }

  /** The key store. */
  Path store() {
    return store;
  }

  /** The certificate in PEM. */
  Path certificate() throws Exception {
    Path file = store.resolveSibling(alias + ".pem");
    String base64 =
        java.util.Base64.getMimeEncoder()
            .encodeToString(keyStore().getCertificate(alias).getEncoded());
    return Files.writeString(
        file,
        "a comment\n-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }

  byte[] sign(byte[] jar) throws Exception {
    Path unsigned = Files.write(store.resolveSibling("unsigned.jar"), jar);
    KeyStore keys = keyStore();
    CertPath path =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(keys.getCertificateChain(alias)));
    PrivateKey key = (PrivateKey) keys.getKey(alias, PASSWORD.toCharArray());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(unsigned.toFile())) {
      new JarSigner.Builder(key, path).signerName("SIGNER").build().sign(zip, signed);
    }
    return signed.toByteArray();
  }

  private KeyStore keyStore() throws Exception {
    try {
      return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
