package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.gvp.jobs.acceptance.Commands.Output;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a jar would be accepted, asked where there is neither a register nor a home. */
final class VerifyCommandTest {
  private static final String AGENT = "agents/gvp-jobs-agent-catalog-exporter.jar";

  @TempDir private Path folder;
  private Path jar;

  @BeforeEach
  void unpack() throws Exception {
    jar = folder.resolve("my.jar");
    try (JarFile daemon = new JarFile(Jars.daemon().toFile());
        InputStream in = daemon.getInputStream(daemon.getEntry(AGENT))) {
      Files.copy(in, jar);
    }
  }

  @Test
  void an_agent_that_comes_along_is_accepted() throws Exception {
    Path junit = folder.resolve("reports/verify.xml");
    Output output = verify("--junit", junit.toString());
    assertThat(output.exitCode()).as(output.all()).isZero();
    assertThat(output.out())
        .contains("my.jar is accepted by GVP Jobs ")
        .contains("org.gvp.jobs.agents.catalogexporter")
        .contains("for ProductsIntegrationCatalogExporter")
        .doesNotContain("FAIL");
    assertThat(output.err()).isEmpty();
    assertThat(junit).content().contains("tests=\"5\" failures=\"0\"");
  }

  @Test
  void a_jar_for_a_newer_daemon_is_rejected_with_code_cause_and_cure() throws Exception {
    importNewer();
    Path junit = folder.resolve("verify.xml");
    Output output = verify("--junit", junit.toString());
    assertThat(output.exitCode()).as(output.all()).isEqualTo(1);
    assertThat(output.out())
        .contains("my.jar is rejected by GVP Jobs ")
        .contains("code: API_TOO_NEW")
        .contains("cause: it is built for org.gvp.jobs.agent 1.9.0, and this daemon (")
        .contains("cure: Deploy it on a daemon of version 1.9.0 or newer");
    assertThat(junit).content().contains("failures=\"1\"", "type=\"API_TOO_NEW\"");
  }

  @Test
  void another_daemon_answers_by_its_own_jar() throws Exception {
    Output output = verify("--daemon", Jars.sandbox().toString());
    assertThat(output.exitCode()).as(output.all()).isZero();
    assertThat(output.out()).contains("my.jar is accepted by GVP Jobs ", "(gvp-jobs-sandbox)");
  }

  @Test
  void where_there_is_no_answer_the_exit_code_is_no_answer_either() throws Exception {
    assertThat(Commands.run(Jars.daemon(), Map.of(), "verify", "no.jar").exitCode()).isEqualTo(2);
    assertThat(Commands.run(Jars.daemon(), Map.of(), "verify").exitCode()).isEqualTo(2);
    Output unknown = verify("--daemon", "7.7.7");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("'7.7.7'", "gvp-jobs-7.7.7.jar");
    Output strange = verify("--daemon", jar.toString());
    assertThat(strange.exitCode()).isEqualTo(2);
    assertThat(strange.err()).contains("is not an executable jar of GVP Jobs");
  }

  private Output verify(String... options) throws Exception {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "verify";
    arguments[1] = jar.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Commands.run(Jars.daemon(), Map.of(), arguments);
  }

  /** As if it had been built against a daemon of version 1.9. */
  private void importNewer() throws Exception {
    Path newer = folder.resolve("newer.jar");
    try (JarFile old = new JarFile(jar.toFile())) {
      Manifest manifest = old.getManifest();
      String imports = manifest.getMainAttributes().getValue("Import-Package");
      manifest
          .getMainAttributes()
          .putValue(
              "Import-Package",
              imports.replace("gvp.jobs.agent;version=\"[1.0", "gvp.jobs.agent;version=\"[1.9"));
      try (OutputStream out = Files.newOutputStream(newer);
          JarOutputStream copy = new JarOutputStream(out, manifest)) {
        Enumeration<JarEntry> entries = old.entries();
        while (entries.hasMoreElements()) {
          JarEntry entry = entries.nextElement();
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            copy.putNextEntry(new JarEntry(entry.getName()));
            old.getInputStream(entry).transferTo(copy);
          }
        }
      }
    }
    jar = Files.move(newer, Files.createDirectory(folder.resolve("newer")).resolve("my.jar"));
  }
}
