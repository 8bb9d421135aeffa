package org.gvp.jobs.examples.webservice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebServiceAgentTest extends AgentContract {
  private WebService service;

  @BeforeEach
  void start() throws Exception {
    service = new WebService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void a_refusal_is_for_good() throws Exception {
    assertEquals(
        ActionResult.failed("REFUSED", "an empty order"),
        newAgent().perform(attempt("{}").action(), attempt("{}")));
  }

  @Override
  protected Agent newAgent() {
    return new WebServiceAgent();
  }

  @Override
  protected Agent newAgentInTrouble() {
    service.close();
    return newAgent();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.custom("example.WebService");
  }

  @Override
  protected TestContext example() {
    return attempt("{\"film\":\"M1\"}");
  }

  private TestContext attempt(String parameters) {
    Job job = TestJobs.job(7, type());
    return TestContext.of(
            job, TestJobs.action(job, 1, NewAction.of("Order").withParameters(parameters)))
        .withSettings(Map.of("url", service.url()));
  }

  @Override
  protected Object effects() {
    return service.taken();
  }
}
