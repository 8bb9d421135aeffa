package org.gvp.jobs.itest.agent;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** An agent as it should be. */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = GoodAgent.TYPE, concurrency = 2)
public final class GoodAgent implements Agent {
  /** Its custom type. */
  public static final String TYPE = "itest.Good";

  private final Work work;

  /** Called by DS. */
  @Activate
  public GoodAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    work = new Work(database, GoodAgent.class);
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    return work.perform(action, context);
  }
}
