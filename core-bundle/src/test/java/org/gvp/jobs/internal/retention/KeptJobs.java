package org.gvp.jobs.internal.retention;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.Migrations;
import org.gvp.jobs.internal.testsupport.TestClock;
import org.gvp.jobs.internal.testsupport.TestDatabase;

/** A register of its own with jobs that ended at given times, and somebody who forgets them. */
final class KeptJobs implements AutoCloseable {
  static final long WIDTH = 4_194_304;
  private static final List<String> TABLES =
      List.of(
          "job_ended id",
          "job_open id",
          "job_detail id",
          "job_history job_id",
          "action job_id",
          "action_begun job_id",
          "action_result job_id",
          "job id",
          "job_action job_id",
          "job_run job_id");

  final TestDatabase database = TestDatabase.create();
  final DataSource source = database.dataSource();
  final TestClock clock = new TestClock(Instant.now());
  final Retention retention = retention(RetentionConfig.DEFAULT);

  KeptJobs() {
    Migrations.apply(source);
    execute(
        "insert into gvp_jobs.node (node, version, started_at, lease_until)"
            + " values ('n1', 'test', now(), now() + interval '1 year')");
  }

  Retention retention(RetentionConfig config) {
    return new Retention(source, config, clock, DatabaseTime.of(clock));
  }

  /** A job of two actions of a custom type, as its producer left it. */
  long waiting(String type) {
    return number(
        "select gvp_jobs.create_job('job of "
            + type
            + "', 'Custom', custom_type => '"
            + type
            + "', parameters => '{\"p\": 1}', actions => '[{\"label\": \"a\"}, {\"label\": \"b\"}]')");
  }

  /** A job that is running. */
  long started(String type) {
    long id = waiting(type);
    execute(
        """
        update gvp_jobs.job_open set status = 'Started', token = 1, owner = 1, agent = 1,
          claimed_at = now(), start_time = now() where id = %1$d;
        insert into gvp_jobs.action_begun values (%1$d, 1, 1, 2, now());
        insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status,
          start_date, end_date, code, results)
        values (%1$d, 1, 1, 1, 0, 1, 'Error', now(), now(), 'AGAIN', null),
               (%1$d, 1, 2, 2, 1, 1, 'Finished', now(), now(), null, '{"r": 2}'),
               (%1$d, 2, 1, 1, 0, 1, 'Fail', now(), now(), 'NO', null);
        """
            .formatted(id));
    return id;
  }

  /** A job that ended so long ago. */
  long ended(String type, String status, Duration ago) {
    long id = started(type);
    execute(
        """
        with gone as (delete from gvp_jobs.job_open where id = %1$d returning *)
        insert into gvp_jobs.job_ended (id, start_time, claimed_at, finish_time, type_id, owner, agent,
          token, actions, from_status, status, attempts, priority, plan_version, crashes)
        select id, start_time, claimed_at, '%3$s', type_id, owner, agent, token + 1, actions, status,
          '%2$s', attempts, priority, plan_version, crashes from gone;
        insert into gvp_jobs.job_history (job_id, token, claimed_at, ended_at, from_status, to_status,
          cause)
        select %1$d, 1, now(), now(), 'Started', 'Fail', 'failed' where '%2$s' = 'Fail';
        """
            .formatted(id, status, clock.instant().minus(ago)));
    return id;
  }

  /** Jobs that ended so many days ago. */
  List<Long> finished(String type, int count, int daysAgo) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(ended(type, "Finished", Duration.ofDays(daysAgo)));
    }
    return ids;
  }

  void rule(String type, String rule, int value) {
    execute(
        "select gvp_jobs.set_rule('Custom', '%s', %d, custom_type => '%s')"
            .formatted(rule, value, type));
  }

  /** Lets the next job be the first of the next range, and one of it be more than a day old. */
  void fillRange() {
    long next = (number("select last_value from gvp_jobs.job_id") / WIDTH + 1) * WIDTH;
    execute("select setval('gvp_jobs.job_id', " + next + ", false)");
    execute("select gvp_jobs.ensure_partitions()");
    long id = ended("test.Marker", "Finished", Duration.ZERO);
    execute(
        "update gvp_jobs.job_detail set created_at = '%s' where id = %d"
            .formatted(clock.instant().minus(Duration.ofDays(2)), id));
  }

  /** Has an hour pass, and forgets what is to be forgotten then. */
  void anHourLater() throws SQLException {
    clock.advance(Duration.ofHours(1));
    retention.tick();
  }

  /** The ids of the ended jobs of a type. */
  List<Long> kept(String type) {
    return numbers("select id from gvp_jobs.job where custom_type = '" + type + "' order by id");
  }

  /** All that any table or view has to say of a job. */
  Map<String, String> everything(long id) {
    Map<String, String> rows = new TreeMap<>();
    for (String table : TABLES) {
      String[] words = table.split(" ");
      rows.put(
          words[0],
          text(
              "select string_agg(x::text, e'\\n' order by x::text) from gvp_jobs.%s x where x.%s = %d"
                  .formatted(words[0], words[1], id)));
    }
    return rows;
  }

  /** The ranges that have partitions, by their first number, in units of a full one. */
  List<String> ranges() {
    List<String> ranges = new ArrayList<>();
    for (Long first : numbers("select first_id from gvp_jobs.id_ranges() order by 1")) {
      long end = number("select end_id from gvp_jobs.id_ranges() where first_id = " + first);
      ranges.add(first / WIDTH + "-" + (end / WIDTH - 1));
    }
    return ranges;
  }

  long number(String sql) {
    return numbers(sql).get(0);
  }

  List<Long> numbers(String sql) {
    return query(sql).stream().map(Long::valueOf).toList();
  }

  String text(String sql) {
    return query(sql).get(0);
  }

  private List<String> query(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void execute(String sql) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
