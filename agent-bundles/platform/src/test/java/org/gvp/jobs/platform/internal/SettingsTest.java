package org.gvp.jobs.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.gvp.jobs.testkit.BundleManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void a_base_is_taken_without_its_last_slash() {
    assertThat(GalNorthComponent.base(" http://h:8080/gal/v1/ "))
        .hasToString("http://h:8080/gal/v1");
    assertThat(GalNorthComponent.base("https://h")).hasToString("https://h");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "gal", "ftp://h/x", "http://", "http://h/x?y=1", "http://a b/"})
  void an_address_that_is_none_is_named_with_its_cure(String url) {
    assertThatThrownBy(() -> GalNorthComponent.base(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("etc/org.gvp.jobs.platform.galnorth.cfg: url is '")
        .hasMessageContaining("https://host/gal-north/v1");
  }

  @Test
  void a_timeout_out_of_range_is_named_with_its_range() {
    assertThat(GalNorthComponent.timeout(100)).isEqualTo(Duration.ofMillis(100));
    assertThatThrownBy(() -> GalNorthComponent.timeout(99)).hasMessageContaining("100 to 120000");
    assertThatThrownBy(() -> GalNorthComponent.timeout(120_001))
        .hasMessageContaining("timeout_ms is 120001");
  }

  @Test
  void the_bundle_exports_the_two_ports_and_nothing_else() {
    List<String> exports =
        BundleManifest.ofThisModule().clauses("Export-Package").stream()
            .map(clause -> clause.split(";", 2)[0])
            .toList();

    assertThat(exports)
        .containsExactly("org.gvp.jobs.platform.galnorth", "org.gvp.jobs.platform.mib");
  }
}
