package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.Test;

/** The agent alone: what it does, and the contract that every agent keeps. */
class ${agentName}AgentTest extends AgentContract {
  @Test
  void the_letters_of_the_name_are_counted() throws Exception {
    assertEquals(
        ActionResult.done("{\"letters\": 3}"),
        newAgent().perform(example().action(), example()));
  }

  @Override
  protected Agent newAgent() {
    return new ${agentName}Agent();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.custom("${customType}");
  }

  @Override
  protected TestContext example() {
    Job job = TestJobs.job(1, type());
    NewAction action = NewAction.of(null).withParameters("{\"name\": \"Ana\"}");
    return TestContext.of(job, TestJobs.action(job, 1, action));
  }

  /** Nothing yet: once the agent changes something, answer what it has changed. */
  @Override
  protected Object effects() {
    return "none";
  }
}
