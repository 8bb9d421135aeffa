package org.gvp.jobs.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class VerifyReportTest {
  @TempDir Path folder;

  @Test
  void a_jar_that_passes_is_accepted_with_what_was_found() {
    VerifyReport report = report(Map.of("step", "has a name", "found", "acme 1.0"));
    assertThat(report.accepted()).isTrue();
    assertThat(report.lines())
        .containsExactly("my.jar is accepted by GVP Jobs 1", "ok    has a name: acme 1.0");
  }

  @Test
  void a_jar_that_fails_a_step_is_rejected_with_code_cause_and_cure() throws Exception {
    VerifyReport report =
        report(
            Map.of("step", "can be read"),
            Map.of("step", "is good", "code", "BAD", "cause", "<it>\0 is & bad", "cure", "Mend it"),
            Map.of("step", "fits", "skipped", "true"));
    assertThat(report.accepted()).isFalse();
    assertThat(report.lines())
        .containsExactly(
            "my.jar is rejected by GVP Jobs 1",
            "ok    can be read",
            "FAIL  is good",
            "-     fits",
            "code: BAD",
            "cause: <it>? is & bad",
            "cure: Mend it");
    Element suite = junit(report);
    assertThat(suite.getAttribute("tests") + suite.getAttribute("failures")).isEqualTo("31");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("type")).isEqualTo("BAD");
    assertThat(failure.getTextContent()).isEqualTo("<it>? is & bad. Mend it");
  }

  private Element junit(VerifyReport report) throws Exception {
    Path file = folder.resolve("reports/verify.xml");
    report.writeJunit(file);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  @SafeVarargs
  private static VerifyReport report(Map<String, String>... steps) {
    return new VerifyReport("my.jar", "GVP Jobs 1", List.of(steps));
  }
}
