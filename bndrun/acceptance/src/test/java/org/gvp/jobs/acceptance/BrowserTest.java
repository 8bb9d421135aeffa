package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.gvp.jobs.acceptance.Commands.Output;
import org.gvp.jobs.prove.Await;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser, which obeys the content security policy. */
@ExtendWith(SharedSandbox.class)
final class BrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir private Path profile;

  @BeforeAll
  static void needsChromium() {
    if (!Files.isExecutable(CHROMIUM)) {
      String reason = CHROMIUM + " is not there: no browser looks at the pages";
      if ("true".equals(System.getenv("GVP_JOBS_CI"))) {
        fail(reason + ", and GVP_JOBS_CI wants it");
      }
      System.out.println("SKIPPED: " + reason);
      abort(reason);
    }
  }

  @Test
  void the_overview_is_shown(Daemon daemon) throws Exception {
    assertThat(dom(daemon, "/")).contains("Jobs by status", "catalog-export", "Newest jobs");
  }

  @Test
  void the_jobs_are_shown(Daemon daemon) throws Exception {
    daemon.register().createProbeJob("<b>seen</b> by a browser", 1, "{}");
    assertThat(dom(daemon, "/jobs"))
        .contains("&lt;b&gt;seen&lt;/b&gt; by a browser")
        .contains("href=\"/jobs/1\"");
  }

  @Test
  void a_job_is_shown_with_its_actions(Daemon daemon) throws Exception {
    assertThat(dom(daemon, "/jobs/1"))
        .contains("Job 1", "Gvp Jobs information", "Gvp Jobs Actions");
  }

  @Test
  void the_agents_are_shown(Daemon daemon) throws Exception {
    assertThat(dom(daemon, "/agents"))
        .contains("org.gvp.jobs.agents.catalogexporter", "gvp-jobs-agent-probe.jar", "SERVING");
  }

  private String dom(Daemon daemon, String path) throws Exception {
    Await.until(
        "job 1 is there", Duration.ofSeconds(60), () -> daemon.web().status("/jobs/1") == 200);
    ProcessBuilder chromium =
        new ProcessBuilder(
            List.of(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--enable-logging=stderr",
                "--v=0",
                "--user-data-dir=" + profile,
                "--dump-dom",
                daemon.web().url(path)));
    Output output = Commands.run(chromium, Duration.ofSeconds(40));
    assertThat(output.exitCode()).as(output.err()).isZero();
    assertThat(output.err().lines())
        .noneMatch(line -> line.contains("Refused to"))
        .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("content security policy"))
        .noneMatch(line -> line.contains("Uncaught"));
    assertThat(output.out()).contains("</html>");
    return output.out();
  }
}
