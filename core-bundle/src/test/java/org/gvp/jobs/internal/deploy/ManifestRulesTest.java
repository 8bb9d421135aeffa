package org.gvp.jobs.internal.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestRulesTest {
  @TempDir Path folder;

  @Test
  void a_good_agent_passes_with_its_name_version_and_types() throws Exception {
    AgentJar jar =
        verify(
            good()
                .header(
                    "Provide-Capability",
                    "osgi.service;objectClass:List<String>=\"org.gvp.jobs.agent.Agent\","
                        + "org.gvp.jobs.agent;job.type:List<String>=\"MiView,Celery Job\";"
                        + "plan.version:Long=2,"
                        + "org.gvp.jobs.agent;job.type=Custom;custom.type=\"a,b;c\"")
                .bytes());
    assertThat(jar.symbolicName()).isEqualTo("acme.agent");
    assertThat(jar.version()).hasToString("1.2.0");
    assertThat(jar.types())
        .containsExactly(
            JobTypeKey.of("MiView"), JobTypeKey.of("Celery Job"), JobTypeKey.custom("a,b;c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Bundle-SymbolicName | - | NOT_A_BUNDLE | no Bundle-SymbolicName",
        "Bundle-ManifestVersion | - | NOT_A_BUNDLE | no Bundle-ManifestVersion",
        "Bundle-Version | one | NOT_A_BUNDLE | 'one'",
        "Fragment-Host | org.gvp.jobs.core | FRAGMENT | org.gvp.jobs.core",
        "Export-Package | acme.api | EXPORTS_PACKAGES | acme.api",
        "DynamicImport-Package | * | DYNAMIC_IMPORT | *",
        "Provide-Capability | - | NO_JOB_TYPE | org.gvp.jobs.agent",
        "Provide-Capability | acme;x=1 | NO_JOB_TYPE | org.gvp.jobs.agent",
        "Provide-Capability | org.gvp.jobs.agent | BAD_JOB_TYPE | without a job type",
        "Provide-Capability | org.gvp.jobs.agent;job.type=Mivew | BAD_JOB_TYPE | 'Mivew'",
        "Provide-Capability | org.gvp.jobs.agent;job.type=Custom | BAD_JOB_TYPE | custom type",
        "Provide-Capability | org.gvp.jobs.agent;job.type=Unit;custom.type=x | BAD_JOB_TYPE | 'x'"
      })
  void what_an_agent_must_not_be_has_a_code_and_names_the_culprit(
      String header, String value, RejectCode code, String culprit) {
    Rejection rejection = rejection(good().header(header, value).bytes());
    assertThat(rejection.code()).isEqualTo(code);
    assertThat(rejection.text()).contains(culprit);
    assertThat(rejection.fix()).isNotBlank();
  }

  @Test
  void an_empty_export_is_no_export() throws Exception {
    assertThat(verify(good().header("Export-Package", " ").bytes()).symbolicName())
        .isEqualTo("acme.agent");
  }

  @Test
  void what_is_no_jar_is_rejected_as_such() {
    byte[] whole = good().bytes();
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, damaged.length / 2 - 200, damaged.length / 2 + 200, (byte) 7);
    assertThat(rejection(new byte[0]).code()).isEqualTo(RejectCode.NOT_A_JAR);
    assertThat(rejection("text".getBytes(UTF_8)).code()).isEqualTo(RejectCode.NOT_A_JAR);
    assertThat(rejection(Arrays.copyOf(whole, whole.length / 2)).code())
        .isEqualTo(RejectCode.NOT_A_JAR);
    assertThat(rejection(damaged).code()).isEqualTo(RejectCode.NOT_A_JAR);
  }

  private static BundleJar good() {
    return BundleJar.agent("acme.agent", "1.2.0", "acme.Invoice");
  }

  private AgentJar verify(byte[] content) throws IOException, RejectedException {
    Path file = folder.resolve("x.jar");
    Files.write(file, content);
    JarStore store =
        new JarStore(folder.resolve("store"), new DeploySettings(false, Signatures.off()));
    return store.verify(store.copy(file));
  }

  private Rejection rejection(byte[] content) {
    return catchThrowableOfType(RejectedException.class, () -> verify(content)).rejection();
  }
}
