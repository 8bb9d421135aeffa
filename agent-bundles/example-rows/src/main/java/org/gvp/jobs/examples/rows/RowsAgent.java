package org.gvp.jobs.examples.rows;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Ships every order that is not shipped yet. The orders lie in the register's database. */
@Component
@JobType(value = "Custom", customType = "example.Rows")
public final class RowsAgent implements Agent, Planner {
  private final DataSource database;

  /** With the register's database, as the daemon's own login. */
  @Activate
  public RowsAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    this.database = database;
  }

  @Override
  public void plan(Job job, ActionSink sink) throws SQLException {
    try (var connection = database.getConnection();
        var select =
            connection.prepareStatement(
                "select id from shop.orders where not shipped order by id");
        var rows = select.executeQuery()) {
      while (rows.next() && !sink.stopRequested()) {
        sink.add(NewAction.of("Ship").withReference("Order", rows.getString(1)));
      }
    }
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws SQLException {
    try (var connection = database.getConnection();
        var ship =
            connection.prepareStatement(
                "update shop.orders set shipped = true, parcels = parcels + 1 where id = ?")) {
      connection.setAutoCommit(false);
      ship.setLong(1, Long.parseLong(action.referenceId()));
      ActionResult result = ActionResult.done("{\"shipped\": " + ship.executeUpdate() + "}");
      context.finish(connection, result);
      connection.commit();
      return result;
    }
  }
}
