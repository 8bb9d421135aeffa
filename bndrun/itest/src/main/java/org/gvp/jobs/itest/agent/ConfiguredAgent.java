package org.gvp.jobs.itest.agent;

import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** An agent that cannot serve without a configuration, and tells it. */
@Component(
    service = Agent.class,
    configurationPid = ConfiguredAgent.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@JobType(value = "Custom", customType = ConfiguredAgent.TYPE)
@Designate(ocd = ConfiguredAgent.Config.class)
public final class ConfiguredAgent implements Agent {
  /** Its custom type. */
  public static final String TYPE = "itest.Configured";

  /** Its PID. */
  public static final String PID = "org.gvp.jobs.itest.configured";

  /** What it is told. */
  @ObjectClassDefinition(name = "Configured agent of the tests")
  public @interface Config {
    /** A number with bounds. */
    @AttributeDefinition(name = "Limit", description = "1 to 10", min = "1", max = "10")
    int limit();
  }

  /**
   * What it reads.
   *
   * @param limit the configured number
   */
  public record Settings(int limit) {}

  @Override
  public ActionResult perform(JobAction action, ActionContext context) {
    return ActionResult.done("{\"limit\":" + context.settings(Settings.class).limit() + "}");
  }
}
