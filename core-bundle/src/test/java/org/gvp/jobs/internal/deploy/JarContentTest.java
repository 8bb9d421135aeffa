package org.gvp.jobs.internal.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarContentTest {
  private static final JarLimits SMALL = new JarLimits(10_000, 100_000, 5);

  @TempDir Path folder;
  private Path jar;

  @BeforeEach
  void name() {
    jar = folder.resolve("x.jar");
  }

  @Test
  void build_times_order_comments_and_signatures_are_no_content() throws Exception {
    String digest =
        digest(agent().builtBy("17").entry("META-INF/maven/g/a/pom.properties", "#x\nv=1\na=b\n"));
    assertThat(
            digest(
                agent()
                    .builtBy("21")
                    .entry("META-INF/maven/g/a/pom.properties", "#y\na=b\nv=1\n")
                    .entry("META-INF/ACME.SF", "Signature-Version: 1.0")
                    .reordered()))
        .isEqualTo(digest);
  }

  @Test
  void names_bytes_and_headers_are_content() throws Exception {
    String digest = digest(agent().entry("a.txt", "one"));
    assertThat(digest(agent().entry("a.txt", "two"))).isNotEqualTo(digest);
    assertThat(digest(agent().entry("b.txt", "one"))).isNotEqualTo(digest);
    assertThat(digest(agent().entry("a.txt", "one").header("Acme", "x"))).isNotEqualTo(digest);
    assertThat(digest(agent())).isNotEqualTo(digest);
  }

  @Test
  void a_bomb_is_refused_whatever_its_headers_say() throws IOException {
    zip("zeroes.bin", new byte[5_000_000]);
    assertThat(Files.size(jar)).isLessThan(SMALL.jarBytes());
    Rejection why = rejection();
    assertThat(why.code()).isEqualTo(RejectCode.TOO_LARGE);
    assertThat(why.text()).contains("unpacks to more than");
  }

  @Test
  void a_manifest_that_is_a_bomb_is_not_read_into_memory() throws IOException {
    zip("META-INF/MANIFEST.MF", new byte[9 * 1024 * 1024]);
    assertThat(rejection(JarLimits.STANDARD).text())
        .contains("META-INF/MANIFEST.MF is longer than the 8 MiB");
  }

  @Test
  void too_many_entries_are_refused_before_any_is_read() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (int i = 0; i < 6; i++) {
        zip.putNextEntry(new ZipEntry(i + ".txt"));
      }
    }
    assertThat(rejection().text()).isEqualTo("it has 6 entries; 5 are allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/etc/passwd", "C:evil", "a\\..\\b", "a/.."})
  void an_entry_that_leads_out_of_the_jar_is_refused(String name) throws IOException {
    zip(name, "x".getBytes(UTF_8));
    Rejection why = rejection();
    assertThat(why.code()).isEqualTo(RejectCode.BAD_ENTRY);
    assertThat(why.text()).contains("'" + name + "'");
  }

  @Test
  void two_entries_of_one_name_are_refused() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("a.txt"));
      zip.putNextEntry(new ZipEntry("b.txt"));
    }
    byte[] bytes = Files.readAllBytes(jar);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 'b' ? (byte) 'a' : bytes[i];
    }
    Files.write(jar, bytes);
    assertThat(rejection().code()).isEqualTo(RejectCode.BAD_ENTRY);
  }

  @Test
  void damage_shows_where_nothing_is_packed_too() throws IOException {
    byte[] text = "a text that is stored as it is".getBytes(UTF_8);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      ZipEntry entry = new ZipEntry("a.txt");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(text.length);
      CRC32 crc = new CRC32();
      crc.update(text);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(text);
    }
    byte[] bytes = Files.readAllBytes(jar);
    bytes[40] ^= 1;
    Files.write(jar, bytes);
    assertThatThrownBy(() -> JarContent.read(jar, SMALL))
        .isInstanceOf(IOException.class)
        .hasMessage("checksum of a.txt is wrong");
  }

  private void zip(String name, byte[] content) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    }
  }

  private String digest(BundleJar bundle) throws IOException, RejectedException {
    bundle.writeTo(jar);
    return JarContent.read(jar, JarLimits.STANDARD).digest();
  }

  private Rejection rejection() {
    return rejection(SMALL);
  }

  private Rejection rejection(JarLimits limits) {
    return catchThrowableOfType(RejectedException.class, () -> JarContent.read(jar, limits))
        .rejection();
  }

  private static BundleJar agent() {
    return BundleJar.agent("acme.clean", "1.0.0", "acme.Clean");
  }
}
