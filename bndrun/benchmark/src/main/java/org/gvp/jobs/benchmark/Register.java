package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/** The register as producers and readers see it: by SQL. For one thread. */
final class Register implements AutoCloseable {
  private static final int BATCH = 10_000;
  private static final String JOB =
      "{\"name\": \"noop\", \"job_type\": \"Custom\", \"custom_type\": \"benchmark.Noop\","
          + " \"parameters\": {\"id\": %d}%s}";
  private static final String CREATE_ONE =
      "select gvp_jobs.create_job('noop', 'Custom', custom_type => 'benchmark.Noop',"
          + " parameters => ?::jsonb)";
  private static final String CREATE_LISTED =
      "select gvp_jobs.create_job('noop', 'Custom', custom_type => 'benchmark.Noop',"
          + " parameters => '{\"id\": 0}', publish => false)";

  private final Connection connection;
  private final PreparedStatement createOne;

  Register() throws SQLException {
    connection =
        DriverManager.getConnection(Environment.url(), Environment.user(), Environment.password());
    createOne = connection.prepareStatement(CREATE_ONE);
  }

  /**
   * The harness copies a database for each try, and a register that finds itself elsewhere is
   * paused until somebody has looked. We have.
   */
  void settleHere() throws SQLException {
    query("select count(gvp_jobs.resume('all', reason => 'copied for the benchmark'))");
  }

  /** Whether any job has not ended. */
  boolean isAnyLeft() throws SQLException {
    return query("select count(*) from (select from gvp_jobs.job_open limit 1) x") > 0;
  }

  /** How many jobs have come through. */
  long finished() throws SQLException {
    return query("select count(*) from gvp_jobs.job where status = 'Finished'");
  }

  /** CPU time of the server, all its processes together, in milliseconds. */
  long serverCpuMillis() throws SQLException, IOException {
    List<String> stat =
        List.of(
            Files.readString(Path.of("/proc/" + query("select pg_backend_pid()") + "/stat"))
                .split(" "));
    return Proc.treeCpuMillis(Long.parseLong(stat.get(3)));
  }

  /** Creates the jobs from number 0 on by {@code create_jobs}. */
  void createAll(int count, int actionsPerJob) throws SQLException {
    String actions = actionsPerJob == 0 ? "" : ", \"actions\": [" + noops(actionsPerJob) + "]";
    try (PreparedStatement create =
        connection.prepareStatement("select count(*) from gvp_jobs.create_jobs(?::jsonb)")) {
      for (int from = 0; from < count; from += BATCH) {
        StringBuilder jobs = new StringBuilder("[");
        for (int i = from; i < Math.min(from + BATCH, count); i++) {
          jobs.append(i == from ? "" : ",").append(String.format(JOB, i, actions));
        }
        create.setString(1, jobs.append(']').toString());
        create.execute();
      }
    }
  }

  private static String noops(int count) {
    return String.join(",", Collections.nCopies(count, "{\"action_type\": \"noop\"}"));
  }

  /** Creates a job; it is committed when this returns. */
  void createOne(int number) throws SQLException {
    createOne.setString(1, "{\"id\": " + number + "}");
    createOne.execute();
  }

  /** Creates one job with so many actions. */
  void createListed(int actions) throws SQLException {
    long job = query(CREATE_LISTED);
    for (int left = actions; left > 0; left -= BATCH) {
      query(
          "select count(*) from gvp_jobs.add_actions(%d, '[%s]')"
              .formatted(job, noops(Math.min(BATCH, left))));
    }
    query("select count(*) from gvp_jobs.publish_job(%d)".formatted(job));
  }

  private long query(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
