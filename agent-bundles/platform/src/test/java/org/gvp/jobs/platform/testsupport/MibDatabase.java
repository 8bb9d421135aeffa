package org.gvp.jobs.platform.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.testkit.TestContext;

/**
 * A PostgreSQL database with schema mib and, standing in for the register, a table that takes each
 * action's completion once.
 */
public final class MibDatabase implements AutoCloseable {
  private final TestDatabase database = TestDatabase.create();
  private final List<Runnable> closers = new ArrayList<>();

  /** An empty one. */
  public MibDatabase() {
    execute(script());
    execute(
        "create table completed (job_id bigint, action_no integer, results text,"
            + " primary key (job_id, action_no))");
  }

  private static String script() {
    try (InputStream in = MibDatabase.class.getResourceAsStream("mib.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unpooled connections. */
  public DataSource dataSource() {
    return database.dataSource();
  }

  /** Completes an action in {@code completed}; the second time, the job is lost. */
  public TestContext.Completion completion(long jobId, int actionNo) {
    return (connection, result) -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into completed values (?, ?, ?) on conflict do nothing")) {
        insert.setLong(1, jobId);
        insert.setInt(2, actionNo);
        insert.setString(3, ((ActionResult.Done) result).results());
        if (insert.executeUpdate() == 0) {
          throw new JobLostException(jobId, 1);
        }
      }
    };
  }

  /** Runs statements. */
  public void execute(String sql) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** The first column of a query's first row, as text. */
  public String value(String sql) {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Has something closed before the database goes. */
  public void beforeClosing(Runnable closer) {
    closers.add(closer);
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
    database.close();
  }
}
