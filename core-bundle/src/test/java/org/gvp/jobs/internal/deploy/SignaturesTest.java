package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.gvp.jobs.internal.deploy.Signatures.Policy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unsigned, wrongly signed and altered jars, and whom a trust store vouches for. */
class SignaturesTest {
  private static final byte[] JAR =
      BundleJar.agent("acme.clean", "1.0.0", "acme.Clean").entry("a.txt", "a").bytes();

  @TempDir static Path folder;
  private static Signer acme;
  private static Signer other;
  private static byte[] signed;

  @BeforeAll
  static void sign() throws Exception {
    acme = Signer.named(folder, "Acme");
    other = Signer.named(folder, "Other");
    signed = acme.sign(JAR);
  }

  @Test
  void where_signatures_are_off_nothing_is_asked_but_that_a_signed_jar_is_what_was_signed()
      throws Exception {
    Signatures off = Signatures.off();
    assertThat(check(off, JAR)).isNull();
    assertThat(check(off, signed)).isNull();
    assertThat(rejection(off, altered()).code()).isEqualTo(RejectCode.TAMPERED);
  }

  @Test
  void a_jar_signed_by_somebody_trusted_passes() throws Exception {
    assertThat(check(require(acme.certificate()), signed)).isEqualTo("signed by CN=Acme");
    assertThat(check(require(acme.store()), signed)).isEqualTo("signed by CN=Acme");
  }

  @Test
  void a_jar_signed_by_somebody_for_whom_somebody_trusted_vouches_passes() throws Exception {
    Signer authority = Signer.named(folder, "Authority", "-ext", "bc:critical=ca:true");
    byte[] jar = authority.vouchingFor("Employee").sign(JAR);
    assertThat(check(require(authority.certificate()), jar)).isEqualTo("signed by CN=Employee");
    assertThat(rejection(require(acme.certificate()), jar).code()).isEqualTo(RejectCode.UNTRUSTED);
  }

  @Test
  void an_unsigned_jar_is_told_from_a_wrongly_signed_one() throws Exception {
    Signatures require = require(acme.certificate());
    Rejection unsigned = rejection(require, JAR);
    assertThat(unsigned.code()).isEqualTo(RejectCode.UNSIGNED);
    assertThat(unsigned.fix()).contains("jarsigner", "GVP_JOBS_AGENT_TRUST");
    Rejection wrong = rejection(require, other.sign(JAR));
    assertThat(wrong.code()).isEqualTo(RejectCode.UNTRUSTED);
    assertThat(wrong.text()).contains("CN=Other", "Acme.pem does not vouch");
  }

  @Test
  void a_jar_that_was_changed_after_it_was_signed_is_tampered_with() throws Exception {
    Signatures require = require(acme.certificate());
    assertThat(rejection(require, altered()).code()).isEqualTo(RejectCode.TAMPERED);
    assertThat(rejection(require, rewrite("added.txt", text -> "more")).text())
        .contains("added.txt", "signed");
    assertThat(rejection(require, rewrite("a.txt", text -> null)).text())
        .isEqualTo("a.txt was signed and is not in it any more");
    byte[] newHeader = rewrite("META-INF/MANIFEST.MF", text -> text.replace("1.0.0", "1.0.1"));
    assertThat(rejection(require, newHeader).code()).isEqualTo(RejectCode.TAMPERED);
  }

  @Test
  void a_certificate_that_has_ended_is_not_trusted() throws Exception {
    Signer late = Signer.named(folder, "Late", "-validity", "1");
    Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
    TrustStore trust = new TrustStore(late.certificate(), null, tomorrow);
    Rejection why = rejection(new Signatures(Policy.REQUIRE, trust), late.sign(JAR));
    assertThat(why.code()).isEqualTo(RejectCode.UNTRUSTED);
    assertThat(why.text()).contains("CN=Late", "NotAfter");
  }

  @Test
  void a_certificate_for_something_else_is_not_trusted_to_sign_code() throws Exception {
    Signer server = Signer.named(folder, "Server", "-ext", "eku=serverAuth");
    assertThat(rejection(require(server.certificate()), server.sign(JAR)).text())
        .contains("not for signing code");
  }

  @Test
  void a_warning_lets_unsigned_and_untrusted_jars_pass_but_none_that_was_changed()
      throws Exception {
    Signatures warn = new Signatures(Policy.WARN, trust(acme.certificate()));
    assertThat(check(warn, JAR)).startsWith("taken although UNSIGNED: ");
    assertThat(check(warn, other.sign(JAR))).startsWith("taken although UNTRUSTED: ");
    assertThat(check(warn, signed)).isEqualTo("signed by CN=Acme");
    assertThat(rejection(warn, altered()).code()).isEqualTo(RejectCode.TAMPERED);
  }

  @Test
  void a_trust_store_that_cannot_be_read_vouches_for_nobody() throws Exception {
    Rejection why = rejection(require(folder.resolve("gone.pem")), signed);
    assertThat(why.code()).isEqualTo(RejectCode.UNTRUSTED);
    assertThat(why.text()).contains("gone.pem cannot be read");
    TrustStore wrong = new TrustStore(acme.store(), "wrong password", Clock.systemUTC());
    assertThat(rejection(new Signatures(Policy.REQUIRE, wrong), signed).text())
        .contains("Acme.p12 cannot be read");
  }

  @Test
  void a_deployer_that_requires_signatures_rejects_what_is_unsigned_over_what_serves(
      @TempDir Path home) throws Exception {
    try (TestDaemon daemon =
        new TestDaemon(home, new DeploySettings(false, require(acme.certificate())))) {
      daemon.drop("clean.jar", signed);
      long serving = daemon.await("clean.jar", DeployState.SERVING).bundleId();
      daemon.drop("clean.jar", BundleJar.agent("acme.clean", "2.0.0", "acme.Clean"));
      DeployedAgent after = daemon.awaitRejection("clean.jar", RejectCode.UNSIGNED);
      assertThat(after.state()).isEqualTo(DeployState.SERVING);
      assertThat(after.bundleId()).isEqualTo(serving);
      assertThat(Files.readString(daemon.agents.resolve("clean.jar.status")))
          .contains("code: UNSIGNED", "cure: Sign it (jarsigner)");
    }
  }

  private static Signatures require(Path trust) {
    return new Signatures(Policy.REQUIRE, trust(trust));
  }

  private static TrustStore trust(Path file) {
    return new TrustStore(file, Signer.PASSWORD, Clock.systemUTC());
  }

  private static byte[] altered() throws Exception {
    return rewrite("a.txt", text -> "b");
  }

  /** The signed jar with an entry that is changed, added, or taken out where there is no text. */
  private static byte[] rewrite(String name, UnaryOperator<String> change) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean found = false;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(signed));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        boolean it = entry.getName().equals(name);
        found |= it;
        String text = it ? change.apply(new String(content, StandardCharsets.UTF_8)) : "";
        if (text != null) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(it ? text.getBytes(StandardCharsets.UTF_8) : content);
        }
      }
      if (!found) {
        out.putNextEntry(new ZipEntry(name));
        out.write(change.apply("").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static String check(Signatures signatures, byte[] content) throws Exception {
    Path jar = Files.write(folder.resolve("x.jar"), content);
    return signatures.check(jar, JarContent.read(jar, JarLimits.STANDARD));
  }

  private static Rejection rejection(Signatures signatures, byte[] content) {
    return catchThrowableOfType(RejectedException.class, () -> check(signatures, content))
        .rejection();
  }
}
