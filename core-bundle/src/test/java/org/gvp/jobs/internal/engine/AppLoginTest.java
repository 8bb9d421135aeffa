package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.store.RegisterRefusedException;
import org.gvp.jobs.internal.store.SchemaConfig;
import org.gvp.jobs.internal.testsupport.Login;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons whose login owns nothing. */
class AppLoginTest {
  private Engine engine;
  private Login app;

  @BeforeEach
  void start() throws SQLException {
    engine = new Engine();
    app = new Login(engine.database, "app", "");
  }

  @AfterEach
  void stop() throws SQLException {
    engine.closeDaemons();
    app.close();
    engine.close();
  }

  private Daemon daemon() throws SQLException {
    return engine.daemon("app", app.dataSource(), SchemaConfig.DEFAULT, database -> List.of());
  }

  private void refuses(String... said) {
    assertThatThrownBy(this::daemon)
        .isInstanceOf(RegisterRefusedException.class)
        .hasMessageContainingAll(said);
  }

  @Test
  void a_daemon_that_only_has_the_daemon_s_role_runs_jobs() throws SQLException {
    Migrations.apply(engine.database.dataSource());
    Login.run(engine.database.dataSource(), "grant gvp_jobs_daemon to %s", app.name());
    Daemon daemon = daemon();
    Engine.deploy(
        daemon,
        (action, context) ->
            context.attempt() == 1 && "flaky".equals(action.label())
                ? ActionResult.retry("first")
                : ActionResult.done());
    long single = engine.job("single", null);
    long listed = engine.job("listed", "[{\"label\": \"steady\"}, {\"label\": \"flaky\"}]");
    engine.tickUntil(daemon, single, "Finished");
    engine.tickUntil(daemon, listed, "Error");
    engine.clock.advance(Duration.ofMinutes(2));
    engine.tickUntil(daemon, listed, "Finished");
    assertThat(
            engine.number("select count(*) from pg_tables where tableowner = '" + app.name() + "'"))
        .isZero();
  }

  @Test
  void where_there_is_no_register_it_says_who_must_make_it() {
    refuses("there is no register in database " + engine.database.name() + " yet", "migrate");
  }

  @Test
  void without_the_role_it_says_what_to_grant() {
    Migrations.apply(engine.database.dataSource());
    refuses("have its owner, gvp_jobs, run: grant \"gvp_jobs_daemon\" to \"" + app.name() + "\"");
  }

  @Test
  void on_an_older_register_it_says_that_the_owner_must_migrate() throws SQLException {
    Migrations.apply(engine.database.dataSource());
    Login.run(
        engine.database.dataSource(),
        "grant gvp_jobs_daemon to %s;"
            + " delete from gvp_jobs.schema_version where version::integer > 5",
        app.name());
    refuses("is at version 5 and this daemon needs", "migrate' as its owner, gvp_jobs");
  }

  @Test
  void a_newer_register_is_none_of_its_business() throws SQLException {
    Migrations.apply(engine.database.dataSource());
    Login.run(
        engine.database.dataSource(),
        "grant gvp_jobs_daemon to %s; update gvp_jobs.schema_version"
            + " set version = '999' where installed_rank = (select max(installed_rank)"
            + " from gvp_jobs.schema_version)",
        app.name());
    assertThat(daemon().runs().ids()).isEmpty();
  }

  @Test
  void rights_that_it_lacks_are_named() throws SQLException {
    Migrations.apply(engine.database.dataSource());
    Login.run(
        engine.database.dataSource(),
        "grant gvp_jobs_daemon to %s; revoke insert on gvp_jobs.node from gvp_jobs_daemon",
        app.name());
    refuses("lacks rights", "(insert on table gvp_jobs.node)", "migrate");
  }
}
