package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.internal.testsupport.Hostile;
import org.junit.jupiter.api.Test;

/**
 * Whatever a caller passes to the SQL functions, in whatever argument: he is told which argument is
 * wrong, or PostgreSQL's own cast refuses the value, or a job comes of it that runs.
 */
class HostileSqlTest {
  /** Bad encoding, bad JSON, a character that JSON text cannot hold, nested beyond the stack. */
  private static final Set<String> BY_THE_CAST =
      Set.of("22021", "22P02", "22P05", "54001", "22003", "22007", "22008");

  private static final String JOB = "select gvp_jobs.create_job('n', 'Custom', ";
  private static final String WORK = "custom_type => 'test.Work', ";

  private final List<String> wrong = new ArrayList<>();

  @Test
  void every_argument_is_taken_or_refused_by_name_and_every_job_runs() throws Exception {
    try (Engine engine = new Engine();
        Connection connection = engine.database.dataSource().getConnection()) {
      Daemon daemon = engine.daemon("n1");
      Hostile.TEXTS.forEach(text -> texts(connection, text));
      Stream.concat(Hostile.JSON.stream(), Stream.of("{\"a\": [" + "1e131071,".repeat(500) + "1]}"))
          .forEach(json -> json(connection, json));
      assertThat(wrong).isEmpty();
      Engine.deploy(daemon, (action, context) -> ActionResult.done());
      long mine =
          engine.number("select count(*) from gvp_jobs.job where custom_type = 'test.Work'");
      assertThat(mine).isGreaterThan(50);
      engine.clock.advance(Duration.ofMinutes(1));
      Await.until(
          () ->
              "all to finish: "
                  + engine.rows("select * from gvp_jobs.job where status <> 'Finished'"),
          () -> {
            daemon.tick();
            return engine.number(
                    "select count(*) from gvp_jobs.job where custom_type = 'test.Work'"
                        + " and status = 'Finished'")
                == mine;
          });
    }
  }

  private void texts(Connection connection, String text) {
    String work = JOB + WORK;
    attempt(
        connection,
        "name",
        "select gvp_jobs.create_job(?, 'Custom', custom_type => 'test.Work')",
        text);
    attempt(connection, "job_type", "select gvp_jobs.create_job('n', ?)", text);
    attempt(connection, "custom_type", JOB + "custom_type => ?)", text);
    attempt(connection, "media_type", work + "media_type => ?, reference_id => 'r')", text);
    attempt(connection, "reference_id", work + "reference_id => ?)", text);
    attempt(connection, "unique_key", work + "unique_key => ?)", text);
    attempt(connection, "concurrency_key", work + "concurrency_key => ?)", text);
    attempt(connection, "run_at", work + "run_at => ?::timestamptz)", text);
    for (String field : List.of("action_type", "label", "media_type", "reference_id", "key")) {
      String action = "jsonb_build_object('" + field + "', ?::text, 'reference_id', 'r')";
      attempt(
          connection, "actions[0]", work + "actions => jsonb_build_array(" + action + "))", text);
    }
    attempt(connection, "actions[0]", work + "actions => jsonb_build_array(?::text))", text);
    attempt(
        connection,
        "jobs[0]",
        "select gvp_jobs.create_jobs(jsonb_build_array(jsonb_build_object('name', 'n', 'job_type',"
            + " 'Custom', 'custom_type', 'test.Work', ?::text, 1)))",
        text);
    for (String field : List.of("name", "job_type", "run_at", "priority", "publish", "actions")) {
      attempt(
          connection,
          "jobs[0]",
          "select gvp_jobs.create_jobs(jsonb_build_array('{\"name\": \"n\", \"job_type\": \"Custom\","
              + " \"custom_type\": \"test.Work\"}' || jsonb_build_object('"
              + field
              + "', ?::text)))",
          text);
    }
    attempt(connection, "job_type", "select gvp_jobs.set_rule(?, 'RetryLimit', 1)", text);
    attempt(connection, "rule_type", "select gvp_jobs.set_rule('Unit', ?, 1)", text);
    attempt(
        connection, "custom_type", "select gvp_jobs.set_rule('Custom', 'RetryLimit', 1, ?)", text);
    attempt(
        connection,
        "action_type",
        "select gvp_jobs.set_rule('Unit', 'RetryLimit', 1, null, ?)",
        text);
    String job = "gvp_jobs.create_job('n', 'Custom', custom_type => 'test.Work')";
    attempt(
        connection,
        "reason",
        "select gvp_jobs.resume_job(x.id), gvp_jobs.stop_job(x.id, ?) from (select "
            + job
            + " id) x",
        text,
        "job_id");
    attempt(connection, "reason", "select gvp_jobs.redrive_job(0, ?)", text, "job_id");
  }

  private void json(Connection connection, String json) {
    attempt(connection, "parameters", JOB + WORK + "parameters => ?::jsonb)", json);
    attempt(connection, "configuration", JOB + WORK + "configuration => ?::jsonb)", json);
    attempt(connection, "actions", JOB + WORK + "actions => ?::jsonb)", json);
    attempt(connection, "jobs", "select gvp_jobs.create_jobs(?::jsonb)", json);
    attempt(
        connection,
        "actions[0]",
        JOB + WORK + "actions => jsonb_build_array(jsonb_build_object('parameters', ?::jsonb)))",
        json);
    attempt(
        connection,
        "actions[0]",
        "select gvp_jobs.add_actions(gvp_jobs.create_job('n', 'Unit', publish => false),"
            + " jsonb_build_array(jsonb_build_object('parameters', ?::jsonb)))",
        json);
    attempt(
        connection,
        "jobs[0]",
        "select gvp_jobs.create_jobs(jsonb_build_array(jsonb_build_object('name', 'n', 'job_type',"
            + " 'Custom', 'custom_type', 'test.Work', 'parameters', ?::jsonb)))",
        json);
  }

  private void attempt(Connection connection, String argument, String sql, String value) {
    attempt(connection, argument, sql, value, argument);
  }

  private void attempt(
      Connection connection, String argument, String sql, String value, String named) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, value);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
      }
    } catch (SQLException e) {
      boolean byName =
          "22023".equals(e.getSQLState()) && e.getMessage().startsWith("ERROR: " + named);
      if (byName ? e.getMessage().length() > 2_500 : !isByTheCast(e)) {
        String shown = value.length() > 50 ? value.substring(0, 50) + "…" : value;
        wrong.add(argument + " = " + shown + ": " + e.getSQLState() + " " + e.getMessage());
      }
    }
  }

  /** Half a pair does not even leave the driver. */
  private static boolean isByTheCast(SQLException e) {
    return BY_THE_CAST.contains(String.valueOf(e.getSQLState()))
        || e.getCause() instanceof java.io.IOException;
  }
}
