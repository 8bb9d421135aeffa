package org.gvp.jobs.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.internal.deploy.agents.BrokenActivator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarVerifierTest {
  @TempDir Path home;
  private TestDaemon daemon;

  @BeforeEach
  void start() throws Exception {
    daemon = new TestDaemon(home);
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
  }

  @Test
  void a_good_jar_passes_every_step_and_none_of_its_code_runs() throws Exception {
    List<Map<String, String>> steps = verify(agent().activator(BrokenActivator.class).bytes());
    assertThat(steps).hasSize(5).noneMatch(step -> step.containsKey("code"));
    assertThat(steps)
        .extracting(step -> step.get("found"))
        .contains("acme.clean 1.0.0 for Custom/acme.Clean");
    assertThat(daemon.installed()).isEmpty();
    assertThat(daemon.heard).isEmpty();
  }

  @Test
  void what_is_no_jar_fails_the_first_step_and_skips_the_rest() throws Exception {
    List<Map<String, String>> steps = verify(new byte[] {1, 2, 3});
    assertThat(steps.get(0)).containsEntry("code", "NOT_A_JAR").containsKeys("cause", "cure");
    assertThat(steps.subList(1, 5)).allMatch(step -> step.containsKey("skipped"));
  }

  @Test
  void a_bad_manifest_a_taken_name_and_a_missing_package_have_the_deployer_s_codes()
      throws Exception {
    assertThat(code(agent().header("Provide-Capability", null))).isEqualTo("2 NO_JOB_TYPE");
    assertThat(code(agent().header("Bundle-SymbolicName", "org.apache.felix.scr")))
        .isEqualTo("3 NAME_CLASH");
    assertThat(code(agent().header("Import-Package", "com.acme.tax"))).isEqualTo("4 UNRESOLVED");
    assertThat(code(agent().header("Import-Package", "org.gvp.jobs.agent;version=\"[1.4,2)\"")))
        .isEqualTo("4 API_TOO_NEW");
    assertThat(daemon.installed()).isEmpty();
  }

  private String code(BundleJar jar) throws Exception {
    List<Map<String, String>> steps = verify(jar.bytes());
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).containsKey("code")) {
        return i + " " + steps.get(i).get("code");
      }
    }
    return "accepted";
  }

  private List<Map<String, String>> verify(byte[] content) throws Exception {
    Path jar = Files.write(home.resolve("my.jar"), content);
    return new JarVerifier().apply(daemon.context(), jar);
  }

  private static BundleJar agent() {
    return BundleJar.agent("acme.clean", "1.0.0", "acme.Clean");
  }
}
