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
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** An agent that lists as many actions as its job's parameters say. */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = PlannerAgent.TYPE)
public final class PlannerAgent implements Agent, Planner {
  /** Its custom type. */
  public static final String TYPE = "itest.Planned";

  private final Work work;

  /**
   * A job's parameters.
   *
   * @param actions how many actions it is to have
   */
  public record Parameters(int actions) {}

  /** Called by DS. */
  @Activate
  public PlannerAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    work = new Work(database, PlannerAgent.class);
  }

  @Override
  public void plan(Job job, ActionSink sink) {
    int actions = sink.parameters(Parameters.class).actions();
    for (int i = 1; i <= actions; i++) {
      sink.add(NewAction.of("work").withLabel("listed " + i));
    }
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    return work.perform(action, context);
  }
}
