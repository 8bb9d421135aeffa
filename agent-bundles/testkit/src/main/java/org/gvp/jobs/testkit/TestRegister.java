package org.gvp.jobs.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Properties;
import org.gvp.jobs.register.NewJob;

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

  private static final String SUPERUSER = "postgres";

  private final Path credentials;

  TestRegister(Path home) {
    this.credentials = home.resolve("data/postgres.properties");
  }

  /** The register's own database, with the login of its owner. */
  TestDatabase database() {
    Properties given = credentials();
    return new TestDatabase(
        url(given, given.getProperty("database")),
        given.getProperty("user"),
        given.getProperty("password"));
  }

  /** A new database on the same server, owned by its superuser. */
  TestDatabase create(String name) throws SQLException {
    Properties given = credentials();
    String password = given.getProperty("superuser.password");
    new TestDatabase(url(given, "postgres"), SUPERUSER, password)
        .value("create database \"" + name + "\"");
    return new TestDatabase(url(given, name), SUPERUSER, password);
  }

  private Properties credentials() {
    Properties given = new Properties();
    try (Reader reader = Files.newBufferedReader(credentials)) {
      given.load(reader);
      return given;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String url(Properties given, String database) {
    return "jdbc:postgresql://127.0.0.1:" + given.getProperty("port") + "/" + database;
  }

  long create(NewJob job) throws SQLException {
    return Long.parseLong(
        database()
            .value(
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
    return database().value("select status from gvp_jobs.job where id = ?", job);
  }

  String story(long job) throws SQLException {
    return database().value(STORY, job);
  }
}
