package org.gvp.jobs.itest.agent;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.job.JobAction;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/**
 * What the agents of these tests do: an entry in the log, a wait at the gate that the test holds,
 * and an effect that can be counted.
 */
final class Work {
  /** Where the gate is: the one place that all bundle versions and the test share. */
  private static final String GATE = "gvp.jobs.itest.gate";

  /** The type of actions that do not come back when they are asked to. */
  private static final String STUBBORN = "stubborn";

  private final DataSource database;
  private final Version version;

  Work(DataSource database, Class<?> agent) {
    this.database = database;
    this.version = FrameworkUtil.getBundle(agent).getVersion();
  }

  ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    log("begin", action);
    if (!passGate(action, context)) {
      log("back", action);
      return ActionResult.later(context.clock().instant());
    }
    log("effect", action);
    return ActionResult.done("{\"by\":\"" + version + "\"}");
  }

  private static boolean passGate(JobAction action, ActionContext context)
      throws InterruptedException {
    if (!(System.getProperties().get(GATE) instanceof Semaphore gate)) {
      return true;
    }
    boolean stubborn = STUBBORN.equals(action.actionType());
    while (!gate.tryAcquire(10, TimeUnit.MILLISECONDS)) {
      if (!stubborn && context.stopRequested()) {
        return false;
      }
    }
    return true;
  }

  private void log(String phase, JobAction action) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "insert into itest.log (phase, job_id, action_no, version) values (?, ?, ?, ?)")) {
      statement.setString(1, phase);
      statement.setLong(2, action.jobId());
      statement.setInt(3, action.actionNo());
      statement.setString(4, version.toString());
      statement.executeUpdate();
    }
  }
}
