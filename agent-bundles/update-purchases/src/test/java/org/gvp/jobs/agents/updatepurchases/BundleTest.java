package org.gvp.jobs.agents.updatepurchases;

import static org.assertj.core.api.Assertions.assertThat;

import org.gvp.jobs.testkit.BundleManifest;
import org.junit.jupiter.api.Test;

class BundleTest {
  private final BundleManifest manifest = BundleManifest.ofThisModule();

  @Test
  void the_manifest_names_the_job_type() {
    assertThat(manifest.clauses("Provide-Capability"))
        .anySatisfy(
            clause ->
                assertThat(clause)
                    .startsWith("org.gvp.jobs.agent;")
                    .contains("job.type")
                    .contains("ProductsIntegrationUpdatePurchases"));
  }

  @Test
  void nothing_is_imported_that_an_agent_may_not_import() {
    assertThat(manifest.imports()).contains("org.gvp.jobs.agent", "org.gvp.jobs.platform.mib");
    assertThat(manifest.forbiddenImports()).isEmpty();
    assertThat(manifest.header("Export-Package")).isEmpty();
  }
}
