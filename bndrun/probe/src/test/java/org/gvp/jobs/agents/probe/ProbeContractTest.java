package org.gvp.jobs.agents.probe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.testsupport.TestDatabase;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ProbeContractTest extends AgentContract {
  private static final Path SANDBOX =
      Path.of("../sandbox/src/main/resources/org/gvp/jobs/sandbox/sandbox.sql");

  private TestDatabase server;

  @BeforeEach
  void fill() throws Exception {
    server = TestDatabase.create();
    execute(Files.readString(SANDBOX));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = server.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  protected Agent newAgent() {
    return new ProbeAgent(server.dataSource());
  }

  @Override
  protected Agent newAgentInTrouble() throws Exception {
    execute("drop schema sandbox cascade");
    return newAgent();
  }

  @Override
  protected void end(Agent ended) throws Exception {
    ((ProbeAgent) ended).deactivate();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.custom("sandbox.Probe");
  }

  @Override
  protected TestContext example() {
    return attempt("{\"result\":{\"seen\":true}}");
  }

  @Override
  protected TestContext longExample() {
    return attempt("{\"outcome\":\"hang\"}");
  }

  private TestContext attempt(String parameters) {
    Job job = TestJobs.job(7, type());
    return TestContext.of(
        job, TestJobs.action(job, 1, NewAction.of(null).withParameters(parameters)));
  }

  /** It logs each attempt, which is its purpose, and has no other effect. */
  @Override
  protected Object effects() {
    return "none";
  }
}
