package ${package};

import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Component;

/** Performs the actions of jobs of custom type ${customType}. */
@Component
@JobType(value = "Custom", customType = "${customType}")
public final class ${agentName}Agent implements Agent {
  /** What an action says: its parameters, a JSON object. */
  record Parameters(String name) {}

  @Override
  public ActionResult perform(JobAction action, ActionContext context) {
    Parameters parameters = context.parameters(Parameters.class);
    if (parameters == null || parameters.name() == null) {
      return ActionResult.failed("NO_NAME", "the action has no parameter 'name'");
    }
    // What the agent is for comes here. An exception means: try again later.
    return ActionResult.done("{\"letters\": " + parameters.name().length() + "}");
  }
}
