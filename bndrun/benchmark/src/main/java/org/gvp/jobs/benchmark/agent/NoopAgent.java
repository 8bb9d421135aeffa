package org.gvp.jobs.benchmark.agent;

import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Does nothing, and counts it. It serves for as long as there is a {@link Tally} service: that is
 * how the benchmark lets a daemon that is up and idle begin.
 */
@Component(service = Agent.class)
@JobType(value = "Custom", customType = "benchmark.Noop", concurrency = 10)
public final class NoopAgent implements Agent {
  private static final ActionResult DONE = ActionResult.done();

  private final Tally tally;

  /** Called by DS. */
  @Activate
  public NoopAgent(@Reference Tally tally) {
    this.tally = tally;
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) {
    tally.performed(number(context.job().parameters()), action.actionNo());
    return DONE;
  }

  /** The number in {@code {"id": 12}}, without the cost of a parser. */
  static int number(String json) {
    int number = 0;
    for (int i = json.indexOf(':') + 1; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c >= '0' && c <= '9') {
        number = number * 10 + c - '0';
      }
    }
    return number;
  }
}
