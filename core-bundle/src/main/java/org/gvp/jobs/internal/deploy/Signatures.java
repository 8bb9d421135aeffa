package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether jars have to be signed, and by whom. The signature is verified by Java itself, entry by
 * entry; a jar whose content is not what was signed is refused whatever the policy.
 */
final class Signatures {
  /** What is asked of a jar. */
  enum Policy {
    /** Nothing. */
    OFF,
    /** That it be signed by somebody trusted; if not, the log says so. */
    WARN,
    /** That it be signed by somebody trusted; if not, it is rejected. */
    REQUIRE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
  private static final String SIGN =
      "Sign it (jarsigner) with a key whose certificate is in GVP_JOBS_AGENT_TRUST, then drop it"
          + " again";
  private static final String FROM_ITS_MAKER =
      "Do not deploy it: get it again from whoever signed it; where a library's META-INF/*.SF came"
          + " in by shading, leave that out";

  private final Policy policy;
  private final TrustStore trust;

  /** The trust store may be null where the policy is off. */
  Signatures(Policy policy, TrustStore trust) {
    this.policy = policy;
    this.trust = trust;
  }

  static Signatures off() {
    return new Signatures(Policy.OFF, null);
  }

  /**
   * Checks a jar that has been read whole.
   *
   * @return what is to be said of a jar that passes, or null
   */
  String check(Path jar, JarContent content) throws RejectedException {
    Set<CodeSigner> signers = content.signed() ? verified(jar) : Set.of();
    if (policy == Policy.OFF) {
      return null;
    }
    try {
      return "signed by " + trusted(signers, content);
    } catch (RejectedException e) {
      if (policy == Policy.REQUIRE) {
        throw e;
      }
      LOG.warn("{} is taken although {}", content.name(), e.rejection());
      return "taken although " + e.rejection().code() + ": " + e.rejection().text();
    }
  }

  private String trusted(Set<CodeSigner> signers, JarContent content) throws RejectedException {
    if (signers.isEmpty()) {
      throw new RejectedException(
          RejectCode.UNSIGNED,
          content.signed()
              ? "its signature is of a kind that this Java does not accept any more"
              : "it is not signed",
          SIGN);
    }
    RejectedException last = null;
    for (CodeSigner signer : signers) {
      try {
        return trust.subject(signer);
      } catch (RejectedException e) {
        last = e;
      }
    }
    throw last;
  }

  /** Those who signed every entry. */
  private Set<CodeSigner> verified(Path file) throws RejectedException {
    try (JarFile jar = new JarFile(file.toFile())) {
      Set<CodeSigner> ofAll = null;
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        try (InputStream in = jar.getInputStream(entry)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
        if (!entry.isDirectory() && !JarContent.isOfTheSignature(entry.getName())) {
          ofAll = common(ofAll, entry);
        }
      }
      refuseMissing(jar);
      return ofAll == null ? Set.of() : ofAll;
    } catch (SecurityException e) {
      throw tampered("its signature does not match its content: " + e.getMessage());
    } catch (IOException e) {
      throw tampered("its signature cannot be read: " + e.getMessage());
    }
  }

  private Set<CodeSigner> common(Set<CodeSigner> before, JarEntry entry) throws RejectedException {
    CodeSigner[] signers = entry.getCodeSigners();
    Set<CodeSigner> now = signers == null ? Set.of() : new LinkedHashSet<>(List.of(signers));
    if (before == null) {
      return now;
    } else if (policy != Policy.OFF && before.isEmpty() != now.isEmpty()) {
      throw tampered("parts of it are signed, but " + entry.getName() + " and others are not");
    }
    now.retainAll(before);
    return now;
  }

  /** Java verifies what is there; what was taken out only shows in the manifest. */
  private static void refuseMissing(JarFile jar) throws IOException, RejectedException {
    for (var section : jar.getManifest().getEntries().entrySet()) {
      if (isDigested(section.getValue()) && jar.getEntry(section.getKey()) == null) {
        throw tampered(section.getKey() + " was signed and is not in it any more");
      }
    }
  }

  private static boolean isDigested(Attributes section) {
    return section.keySet().stream().anyMatch(name -> name.toString().endsWith("-Digest"));
  }

  private static RejectedException tampered(String text) {
    return new RejectedException(RejectCode.TAMPERED, text, FROM_ITS_MAKER);
  }
}
