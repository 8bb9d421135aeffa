package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.lease.LeaseConfig;
import org.gvp.jobs.internal.store.Timeouts;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.TcpProxy;
import org.gvp.jobs.postgres.EmbeddedConfig;
import org.gvp.jobs.postgres.EmbeddedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The register goes away in the middle of the work, in every way that it may, and comes back: the
 * daemon goes on by itself, what was done meanwhile is recorded, and nothing is done twice.
 */
class OutageTest {
  private static final int JOBS = 20;
  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(4));
  private static final LeaseConfig RENEWED_OFTEN =
      new LeaseConfig(Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(5));

  @TempDir Path home;

  private final Map<Long, Integer> performed = new ConcurrentHashMap<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private EmbeddedServer server;
  private TcpProxy first;
  private TcpProxy second;
  private Daemon daemon;

  @BeforeEach
  void start() throws Exception {
    server = EmbeddedServer.start(config());
    first = new TcpProxy(server.port());
    second = new TcpProxy(server.port());
    daemon = Engine.realTime(source(), Duration.ofMillis(200), RENEWED_OFTEN, SHORT);
    daemon.start();
    Engine.deploy(
        daemon,
        (action, context) -> {
          performed.merge(action.jobId(), 1, Integer::sum);
          go.await();
          return ActionResult.done("{\"kept\": true}");
        },
        "concurrency",
        JOBS);
    daemon.startLoops();
  }

  @AfterEach
  void end() {
    daemon.close();
    first.close();
    second.close();
    server.close();
  }

  private EmbeddedConfig config() {
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "gvp-jobs-test-programs");
    return EmbeddedConfig.ofHome(home, server == null ? 0 : server.port())
        .withBinaries(programs)
        .with("shared_buffers", "32MB")
        .with("max_wal_size", "128MB")
        .with("logging_collector", "off")
        .with("fsync", "off");
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s"
                .formatted(first.port(), second.port(), EmbeddedServer.DATABASE)
            + "?targetServerType=primary&connectTimeout=2&socketTimeout=3&hostRecheckSeconds=1");
    source.setUser(server.user());
    source.setPassword(server.password());
    return source;
  }

  @Test
  void a_server_that_restarts_is_waited_for() throws Exception {
    outage(() -> server.close(), () -> server = EmbeddedServer.start(config()));
  }

  @Test
  void a_server_that_is_killed_is_waited_for() throws Exception {
    Path pidFile = EmbeddedConfig.ofHome(home, 0).data().resolve("postmaster.pid");
    long pid = Long.parseLong(Files.readAllLines(pidFile).get(0));
    outage(
        () -> {
          ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
          postmaster.destroyForcibly();
          postmaster.onExit().join();
        },
        () -> server = EmbeddedServer.start(config()));
  }

  @Test
  void a_network_that_drops_everything_without_a_word_is_noticed() throws Exception {
    outage(
        () -> {
          first.freeze();
          second.freeze();
        },
        () -> {
          first.mend();
          second.mend();
        });
  }

  @Test
  void another_host_of_the_url_takes_over() throws Exception {
    outage(
        () -> {
          first.cut();
          second.cut();
        },
        () -> second.mend());
  }

  @Test
  void a_server_that_takes_no_writes_is_left_for_one_that_does() throws Exception {
    outage(
        () -> {
          administrate("alter system set default_transaction_read_only = on");
          administrate("select pg_reload_conf()");
        },
        () -> {
          administrate(
              "set default_transaction_read_only = off",
              "alter system reset default_transaction_read_only");
          administrate("select pg_reload_conf()");
          Await.until(
              () -> "the server takes writes",
              () -> ask("show default_transaction_read_only").equals("off"));
        });
  }

  @Test
  void a_server_that_has_no_connection_left_is_waited_for() throws Exception {
    outage(
        () -> {
          administrate("alter role gvp_jobs connection limit 0");
          administrate(
              "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gvp_jobs'");
        },
        () -> administrate("alter role gvp_jobs connection limit -1"));
  }

  @Test
  void a_full_disk_is_waited_for() throws Exception {
    claimAll();
    administrate(
        """
        create function public.no_space() returns trigger language plpgsql as $$
        begin
          raise exception 'could not extend file: No space left on device' using errcode = '53100';
        end $$
        """);
    administrate(
        "create trigger full_disk before insert on gvp_jobs.job_ended execute function"
            + " public.no_space()");
    go.countDown();
    Await.until(() -> "all are performed", () -> performed.size() == JOBS);
    administrate("drop trigger full_disk on gvp_jobs.job_ended");
    awaitAllDone(JOBS);
  }

  @Test
  void a_statement_timeout_of_the_role_is_not_the_daemons() throws Exception {
    claimAll();
    administrate("alter role gvp_jobs set statement_timeout = '1ms'");
    administrate(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gvp_jobs'");
    go.countDown();
    awaitAllDone(JOBS);
  }

  @Test
  void agents_that_take_all_connections_hold_up_neither_lease_nor_outcomes() throws Exception {
    Connection[] taken = new Connection[6];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = daemon.database().general().getConnection();
    }
    claimAll();
    go.countDown();
    awaitAllDone(JOBS);
    assertThat(daemon.registerOutSince()).isEmpty();
    for (Connection connection : taken) {
      connection.close();
    }
  }

  private interface Fault {
    void happens() throws Exception;
  }

  private void outage(Fault fault, Fault repair) throws Exception {
    claimAll();
    fault.happens();
    Await.until(() -> "the outage is noticed", () -> daemon.registerOutSince().isPresent());
    go.countDown();
    repair.happens();
    create(JOBS);
    awaitAllDone(2 * JOBS);
    Await.until(() -> "it is seen to be over", () -> daemon.registerOutSince().isEmpty());
  }

  private void claimAll() throws SQLException {
    create(JOBS);
    Await.until(() -> "all are being performed", () -> performed.size() == JOBS);
  }

  private void create(int jobs) throws SQLException {
    administrate(
        "select gvp_jobs.create_job('j' || i, 'Custom', custom_type => '%s')".formatted(Engine.TYPE)
            + " from generate_series(1, "
            + jobs
            + ") i");
  }

  private void awaitAllDone(int jobs) {
    String finished = "select count(*) from gvp_jobs.job where status = 'Finished'";
    Await.until(() -> jobs + " are finished", () -> ask(finished).equals(Integer.toString(jobs)));
    assertThat(performed.values()).as("each once").hasSize(jobs).containsOnly(1);
    assertThat(ask("select count(*) from gvp_jobs.job_action where results = '{\"kept\": true}'"))
        .isEqualTo(Integer.toString(jobs));
    assertThat(ask("select count(*) from gvp_jobs.job_run where cause <> 'completed'"))
        .isEqualTo("0");
  }

  private void administrate(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String ask(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.url(), "postgres", server.superuserPassword());
  }
}
