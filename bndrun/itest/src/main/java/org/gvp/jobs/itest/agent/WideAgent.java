package org.gvp.jobs.itest.agent;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * An agent that performs many actions at once. Its odd minor versions are worse than the even ones:
 * they lack a class for the actions of one type, and fail those of another.
 */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = WideAgent.TYPE, concurrency = 120)
public final class WideAgent implements Agent {
  /** Its custom type. */
  public static final String TYPE = "itest.Wide";

  private final Work work;
  private final boolean worse;

  /** Called by DS. */
  @Activate
  public WideAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    work = new Work(database, WideAgent.class);
    Version version = FrameworkUtil.getBundle(WideAgent.class).getVersion();
    worse = version.getMinor() % 2 == 1;
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    if (worse && "tax".equals(action.actionType())) {
      throw new NoClassDefFoundError("com/acme/Tax");
    } else if (worse && "invoice".equals(action.actionType())) {
      throw new IllegalStateException("no invoice template");
    }
    return work.perform(action, context);
  }
}
