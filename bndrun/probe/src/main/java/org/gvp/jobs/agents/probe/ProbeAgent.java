package org.gvp.jobs.agents.probe;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The agent of custom type {@code sandbox.Probe}: wires {@link Probe} to the daemon. */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = "sandbox.Probe", concurrency = 16)
public final class ProbeAgent implements Agent {
  /** What the operating system sees of a process that was told to halt. */
  private static final int HALTED = 86;

  private final EffectLog log;
  private final Probe probe;

  /** Called by DS. */
  @Activate
  public ProbeAgent(@Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    this.log = new EffectLog(database);
    this.probe = new Probe(log, () -> Runtime.getRuntime().halt(HALTED));
  }

  /** Called by DS. */
  @Deactivate
  public void deactivate() throws SQLException {
    log.close();
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws Exception {
    return probe.perform(action, context);
  }
}
