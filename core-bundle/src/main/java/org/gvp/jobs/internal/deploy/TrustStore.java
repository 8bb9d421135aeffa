package org.gvp.jobs.internal.deploy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose signatures count: the certificates of a file, of signers themselves or of those who vouch
 * for them. The file is read anew for each jar, so that a change of it needs no restart.
 */
final class TrustStore {
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_USE = "2.5.29.37.0";

  private final Path file;
  private final char[] password;
  private final Clock clock;

  /**
   * On a file.
   *
   * @param file certificates in PEM, one after the other, or a key store
   * @param password of the key store; or null
   */
  TrustStore(Path file, String password, Clock clock) {
    this.file = file;
    this.password = password == null ? null : password.toCharArray();
    this.clock = clock;
  }

  /**
   * The name of a signer who is trusted.
   *
   * @throws RejectedException if nobody vouches for the signer
   */
  String subject(CodeSigner signer) throws RejectedException {
    CertPath path = signer.getSignerCertPath();
    X509Certificate leaf = (X509Certificate) path.getCertificates().get(0);
    String name = leaf.getSubjectX500Principal().getName();
    Set<X509Certificate> trusted = trusted();
    try {
      List<String> uses = leaf.getExtendedKeyUsage();
      if (uses != null && !uses.contains(CODE_SIGNING) && !uses.contains(ANY_USE)) {
        throw new CertificateException("the certificate is not for signing code");
      }
      validate(path, trusted, signedAt(signer, trusted));
      return name;
    } catch (GeneralSecurityException e) {
      throw untrusted(
          "it is signed by " + name + ", for whom " + file + " does not vouch: " + e.getMessage(),
          "If that signer is to be trusted, add the certificate to " + file);
    }
  }

  /** When it was signed, if somebody trusted says so: a certificate may have ended since. */
  private Date signedAt(CodeSigner signer, Set<X509Certificate> trusted) {
    Date now = Date.from(clock.instant());
    if (signer.getTimestamp() == null) {
      return now;
    }
    try {
      validate(signer.getTimestamp().getSignerCertPath(), trusted, now);
      return signer.getTimestamp().getTimestamp();
    } catch (GeneralSecurityException e) {
      return now;
    }
  }

  private static void validate(CertPath path, Set<X509Certificate> trusted, Date at)
      throws GeneralSecurityException {
    List<? extends Certificate> chain = path.getCertificates();
    int anchor = 0;
    while (anchor < chain.size() && !trusted.contains(chain.get(anchor))) {
      anchor++;
    }
    if (anchor == 0) {
      ((X509Certificate) chain.get(0)).checkValidity(at);
      return;
    }
    Set<TrustAnchor> anchors =
        trusted.stream()
            .map(certificate -> new TrustAnchor(certificate, null))
            .collect(Collectors.toSet());
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(at);
    CertPath below =
        CertificateFactory.getInstance("X.509").generateCertPath(chain.subList(0, anchor));
    CertPathValidator.getInstance("PKIX").validate(below, parameters);
  }

  private Set<X509Certificate> trusted() throws RejectedException {
    try {
      byte[] content = Files.readAllBytes(file);
      Set<X509Certificate> trusted = new LinkedHashSet<>();
      if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE")) {
        add(
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(content)),
            trusted);
      } else {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        for (String alias : Collections.list(store.aliases())) {
          add(List.of(store.getCertificate(alias)), trusted);
        }
      }
      if (trusted.isEmpty()) {
        throw new CertificateException("there is no certificate in it");
      }
      return trusted;
    } catch (IOException | GeneralSecurityException e) {
      throw untrusted(
          "nobody can vouch for its signer, for " + file + " cannot be read: " + e.getMessage(),
          "Mend the file that GVP_JOBS_AGENT_TRUST names, or its password");
    }
  }

  private static void add(Collection<? extends Certificate> found, Set<X509Certificate> trusted) {
    for (Certificate certificate : found) {
      if (certificate instanceof X509Certificate x509) {
        trusted.add(x509);
      }
    }
  }

  private static RejectedException untrusted(String text, String fix) {
    return new RejectedException(RejectCode.UNTRUSTED, text, fix + ", then touch the jar");
  }
}
