package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files that ops should not have dropped: each is rejected with cause and cure. */
@ExtendWith(SharedSandbox.class)
final class BadFilesTest {
  private static final Duration MOST = Duration.ofSeconds(15);
  private static final String SCHEDULE = "org.gvp.jobs.schedule~acceptance.cfg";

  @Test
  void a_corrupt_jar_is_rejected_with_a_reason(Daemon daemon) throws Exception {
    byte[] whole = Files.readAllBytes(daemon.agents().resolve("gvp-jobs-agent-probe.jar"));
    Path jar = daemon.agents().resolve("cut-off.jar");
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    rejects(daemon, jar, "NOT_A_JAR", "");
  }

  @Test
  void a_jar_that_is_no_bundle_is_rejected_with_a_reason(Daemon daemon) throws Exception {
    Path jar = daemon.agents().resolve("plain.jar");
    writeJar(jar, Map.of());
    rejects(daemon, jar, "NOT_A_BUNDLE", "Build it as an OSGi bundle with bnd");
  }

  @Test
  void a_bundle_that_needs_what_the_daemon_has_not_is_rejected_with_what_that_is(Daemon daemon)
      throws Exception {
    Path jar = daemon.agents().resolve("needy.jar");
    writeJar(
        jar,
        Map.of(
            "Bundle-ManifestVersion",
            "2",
            "Bundle-SymbolicName",
            "com.acme.needy",
            "Bundle-Version",
            "1.0.0",
            "Import-Package",
            "com.acme.invoices;version=\"[3.1,4)\"",
            "Provide-Capability",
            "org.gvp.jobs.agent;job.type:List<String>=Custom;custom.type=\"acme.Needy\""));
    String status = rejects(daemon, jar, "UNRESOLVED", "Embed its libraries in the jar");
    assertThat(status).contains("package com.acme.invoices").contains("the daemon has none");
  }

  @Test
  void a_jar_that_everybody_may_write_to_is_rejected_with_the_command_that_mends_it(Daemon daemon)
      throws Exception {
    Path jar = daemon.agents().resolve("open.jar");
    Path part = daemon.agents().resolve("open.jar.tmp");
    Files.copy(daemon.agents().resolve("gvp-jobs-agent-probe.jar"), part);
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.move(part, jar);
    rejects(daemon, jar, "WRITABLE_BY_OTHERS", "cure: chmod go-w " + jar);
  }

  private static String rejects(Daemon daemon, Path jar, String code, String cure)
      throws Exception {
    String file = jar.getFileName().toString();
    Path statusFile = jar.resolveSibling(file + ".status");
    try {
      Await.until(
          file + " is rejected",
          MOST,
          () ->
              Files.readString(statusFile).contains("state: REJECTED")
                  && daemon.web().agent(file).path("code").asText().equals(code));
      String status = Files.readString(statusFile);
      assertThat(status)
          .contains("code: " + code + "\n")
          .containsPattern("(?m)^cause: .{10,}$")
          .containsPattern("(?m)^cure: .{10,}$")
          .contains(cure);
      assertThat(daemon.log()).contains(file + " is rejected");
      JsonNode agent = daemon.web().agent(file);
      assertThat(agent.path("state").asText()).isEqualTo("REJECTED");
      assertThat(agent.path("reason").asText()).isNotBlank();
      assertThat(daemon.web().page("/agents")).contains(file, code);
      assertStillWorks(daemon);
      return status;
    } finally {
      Files.deleteIfExists(jar);
      Await.until(file + " is forgotten", MOST, () -> !Files.exists(statusFile));
    }
  }

  @Test
  void a_bad_schedule_is_rejected_and_the_last_good_one_stays(Daemon daemon) throws Exception {
    Path cfg = daemon.etc().resolve(SCHEDULE);
    Path status = daemon.etc().resolve(SCHEDULE + ".status");
    String good = "cron = 0 0 4 * * ?\njob_type = Custom\ncustom_type = sandbox.Probe\n";
    try {
      Files.writeString(cfg, good);
      Await.until("the good one is in", MOST, () -> cron(daemon).equals("0 0 4 * * ?"));
      Files.writeString(cfg, good.replace("0 0 4", "0 0 44"));
      Await.until(
          "the bad cron is rejected",
          MOST,
          () -> Files.readString(status).contains("cron = 0 0 44 * * ?: no Quartz expression"));
      assertThat(Files.readString(status))
          .contains("state: REJECTED")
          .contains("cure: correct " + cfg + "; the configuration from before stays until then");
      assertThat(daemon.log()).contains("configuration " + SCHEDULE + " is rejected");
      assertThat(cron(daemon)).isEqualTo("0 0 4 * * ?");

      Files.writeString(cfg, good + "time_zone = Europe/Madrid\n");
      Await.until(
          "the unknown key is rejected",
          MOST,
          () ->
              Files.readString(status)
                  .contains("time_zone = Europe/Madrid: no such key; there are [configuration,"));
      assertThat(cron(daemon)).isEqualTo("0 0 4 * * ?");
      assertStillWorks(daemon);

      Files.writeString(cfg, good.replace("0 0 4", "0 0 5"));
      Await.until("the corrected one is in", MOST, () -> cron(daemon).equals("0 0 5 * * ?"));
      assertThat(status).doesNotExist();
    } finally {
      Files.deleteIfExists(cfg);
    }
  }

  private static String cron(Daemon daemon) throws Exception {
    return daemon.web().schedule("acceptance").path("cron").asText();
  }

  private static void assertStillWorks(Daemon daemon) throws Exception {
    assertThat(daemon.isAlive()).isTrue();
    assertThat(daemon.web().status("/health/ready")).isEqualTo(200);
    long job = daemon.register().createProbeJob("still works", 1, "{}");
    Await.until(
        "job " + job + " finishes", MOST, () -> daemon.register().status(job).equals("Finished"));
  }

  private static void writeJar(Path file, Map<String, String> headers) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new ZipEntry("readme.txt"));
      jar.write('x');
    }
  }
}
