package org.gvp.jobs.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.Processes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A daemon that is killed, and one that is told to stop, in the middle of their work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KilledDaemonTest {
  private static final String ACCEPTED =
      "select count(*) from sandbox.effect where peer = 'gal-north' and phase = 'accepted'";

  private Daemon daemon;
  private Register register;

  @BeforeAll
  void start() throws IOException {
    daemon = new Daemon("killed");
    daemon.start();
    register = daemon.register();
  }

  @AfterAll
  void end() throws IOException {
    daemon.close();
  }

  @Test
  @Order(1)
  void kill_9_in_the_middle_of_the_export_loses_nothing_and_does_nothing_twice() throws Exception {
    slowGalNorth();
    Await.until(
        "schema mib is filled",
        Duration.ofSeconds(60),
        () -> register.text("select filled_at is not null from sandbox.made_by").equals("t"));
    register.number(
        "select gvp_jobs.create_job('all films', 'ProductsIntegrationCatalogExporter')");
    long[] probes =
        LongStream.rangeClosed(1, 10)
            .map(no -> probe("probe " + no, "{\"sleep_ms\": 100}"))
            .toArray();
    Await.until(
        "GAL North has accepted hundreds",
        Duration.ofSeconds(60),
        () -> register.number(ACCEPTED) > 300);
    daemon.kill();
    ProcessHandle postgres = daemon.postgres().orElseThrow();
    List<List<String>> jobs = register.rows("select id from gvp_jobs.job order by id");
    assertThat(register.number(Facts.FILMS_THAT_DIFFER)).isPositive();

    Measured.print("start after kill -9 until ready", daemon.start());
    assertThat(daemon.log()).contains("took over the PostgreSQL that runs on");
    assertThat(daemon.postgres()).contains(postgres);
    register.number("select sandbox.clear_faults()");
    Await.until(
        "all jobs from before have finished, and GAL North has every film",
        Duration.ofSeconds(120),
        () -> finished(jobs) && register.number(Facts.FILMS_THAT_DIFFER) == 0);
    assertNothingLostNothingTwice(probes);
  }

  /** Each film is accepted at once, but the answer is held back: the kill must hit some of them. */
  private void slowGalNorth() {
    Await.until(
        "GAL North can be told to be slow",
        Duration.ofSeconds(30),
        () -> {
          register.rows("select sandbox.set_fault('gal-north', 'timeout_after', 1, 60)");
          return true;
        });
  }

  private long probe(String name, String parameters) {
    try {
      return register.createProbeJob(name, 20, parameters);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private boolean finished(List<List<String>> jobs) throws Exception {
    Long[] ids = jobs.stream().map(row -> Long.valueOf(row.get(0))).toArray(Long[]::new);
    return register.number(
            "select count(*) from gvp_jobs.job where id = any(?) and status = 'Finished'",
            (Object) ids)
        == ids.length;
  }

  private void assertNothingLostNothingTwice(long[] probes) throws Exception {
    assertThat(register.rows(Facts.ACCEPTED_TWICE)).isEmpty();
    assertThat(register.rows(Facts.MOVED_TWICE)).isEmpty();
    assertThat(register.number(Facts.MOVES_WITHOUT_HISTORY)).isZero();
    Long[] ids = LongStream.of(probes).boxed().toArray(Long[]::new);
    assertThat(register.number(Facts.PROBES_WITHOUT_END, (Object) ids)).isZero();
    assertThat(register.number("select count(*) from gvp_jobs.job_run where cause = 'rescued'"))
        .as("rescued runs")
        .isPositive();
    assertThat(register.number("select count(*) from gvp_jobs.job_action where attempt > 1"))
        .as("actions that were tried twice")
        .isPositive();
    long replays = register.number("select count(*) from sandbox.effect where phase = 'replay'");
    Measured.print("replays after kill -9: " + replays);
    assertThat(replays).isPositive();
    assertThat(register.number(Facts.REPLAYS_THAT_DIFFER)).isZero();
  }

  @Test
  @Order(2)
  void a_stopped_daemon_hands_its_job_back_and_stops_its_postgresql() throws Exception {
    long job = register.createProbeJob("long", 1, "{\"sleep_ms\": 600000}");
    Await.until(
        "the long action has begun",
        Duration.ofSeconds(10),
        () ->
            register.number(
                    "select count(*) from sandbox.effect where job_id = ? and phase = 'start'", job)
                == 1);
    assertThat(register.status(job)).isEqualTo("Started");
    ProcessHandle postgres = daemon.postgres().orElseThrow();
    Measured.print("stop with a running action", daemon.stop());
    assertThat(daemon.postgres()).isEmpty();
    assertThat(Processes.runs(postgres.pid())).isFalse();
    assertDatabasePortIsFree();

    daemon.environment().put("GVP_JOBS_START", "paused");
    daemon.start();
    assertThat(
            register.rows("select status, attempts, crashes from gvp_jobs.job where id = ?", job))
        .containsExactly(List.of("Waiting", "0", "0"));
  }

  private void assertDatabasePortIsFree() throws IOException {
    int port = Integer.parseInt(daemon.environment().get("GVP_JOBS_DB_PORT"));
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }
}
