package org.gvp.jobs.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Properties;
import org.gvp.jobs.register.NewJob;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of a daemon that brings its own, by what lies in the daemon's home. */
final class TestRegister {
  private static final String CREATE =
      """
      select gvp_jobs.create_job(?, ?, parameters => ?::jsonb, configuration => ?::jsonb,
        custom_type => ?, media_type => ?, reference_id => ?, actions => ?::jsonb,
        run_at => ?::timestamptz, priority => ?, unique_key => ?, concurrency_key => ?)
      """;

  /** What happened to a job: its status, then the ends of its runs, then what its actions left. */
  private static final String STORY =
      """
      select concat_ws(E'\\n',
        (select 'it is ' || status from gvp_jobs.job where id = j.id),
        (select string_agg(concat_ws(' ', 'run', token, 'ended', cause, code, reason), E'\\n'
          order by token) from gvp_jobs.job_run where job_id = j.id),
        (select string_agg(concat_ws(' ', 'action', action_no, status, results), E'\\n'
          order by action_no) from gvp_jobs.job_action where job_id = j.id))
      from (values (?::bigint)) j (id)
      """;

  private final Path credentials;

  TestRegister(Path home) {
    this.credentials = home.resolve("data/postgres.properties");
  }

  Connection connection() throws SQLException {
    Properties given = new Properties();
    try (Reader reader = Files.newBufferedReader(credentials)) {
      given.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://127.0.0.1:%s/%s"
            .formatted(given.getProperty("port"), given.getProperty("database")));
    source.setUser(given.getProperty("user"));
    source.setPassword(given.getProperty("password"));
    return source.getConnection();
  }

  String value(String sql, Object... arguments) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      if (!statement.execute()) {
        return null;
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  long create(NewJob job) throws SQLException {
    return Long.parseLong(
        value(
            CREATE,
            job.name(),
            job.type().jobType(),
            job.parameters(),
            job.configuration(),
            job.type().customType(),
            job.mediaType(),
            job.referenceId(),
            Json.actions(job.actions()),
            job.runAt() == null ? null : Timestamp.from(job.runAt()),
            job.priority(),
            job.uniqueKey(),
            job.concurrencyKey()));
  }

  String status(long job) throws SQLException {
    return value("select status from gvp_jobs.job where id = ?", job);
  }

  String story(long job) throws SQLException {
    return value(STORY, job);
  }
}
