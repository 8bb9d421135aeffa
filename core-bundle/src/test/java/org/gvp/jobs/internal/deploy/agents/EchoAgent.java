package org.gvp.jobs.internal.deploy.agents;

import java.util.Map;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.JobAction;

/** An agent that does nothing, packed into the bundles that the tests drop. */
public final class EchoAgent implements Agent {
  /** Called by the component's runtime. */
  public void start(Map<String, Object> settings) {
    if ("yes".equals(settings.get("fail"))) {
      throw new IllegalStateException("no connection to acme");
    }
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) {
    return ActionResult.done(null);
  }
}
