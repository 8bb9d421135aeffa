package org.gvp.jobs.itest.agent;

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
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The {@link PlannerAgent} with a new way of listing actions, which it cannot perform at first. */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = PlannerAgent.TYPE, planVersion = 2)
public final class NewPlannerAgent implements Agent, Planner {
  /** The version of it that cannot. */
  public static final String FIRST = "1.1.0";

  private final Work work;

  /** Called by DS. */
  @Activate
  public NewPlannerAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    work = new Work(database, NewPlannerAgent.class);
  }

  @Override
  public void plan(Job job, ActionSink sink) {
    sink.add(NewAction.of("new work"));
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    if (FrameworkUtil.getBundle(NewPlannerAgent.class).getVersion().toString().equals(FIRST)) {
      throw new NoClassDefFoundError("com/acme/Tax");
    }
    return work.perform(action, context);
  }
}
