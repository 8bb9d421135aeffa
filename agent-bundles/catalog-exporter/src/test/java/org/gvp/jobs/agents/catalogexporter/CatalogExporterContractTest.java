package org.gvp.jobs.agents.catalogexporter;

import java.time.Clock;
import java.time.Duration;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.internal.TestPlatform;
import org.gvp.jobs.platform.testsupport.MibDatabase;
import org.gvp.jobs.platform.testsupport.PeerServer;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.BeforeEach;

class CatalogExporterContractTest extends AgentContract {
  private static final String EVERY_FILM =
      """
      insert into mib.movie (id, unique_id, title, source, status, last_update) values
        (1, 'M1', 'One', 's', 'Available in Stock', '2026-01-02'),
        (2, 'M2', 'Two', 's', 'Available in Stock', '2026-01-01')
      """;

  private final FakeGalNorth catalogue = new FakeGalNorth();
  private MibDatabase database;
  private PeerServer server;

  @BeforeEach
  void fill() {
    server = new PeerServer(catalogue::answer);
    database = new MibDatabase();
    database.execute(EVERY_FILM);
  }

  @Override
  protected Agent newAgent() {
    return new CatalogExporter(
        TestPlatform.mib(database, true),
        TestPlatform.galNorth(server.url(), Duration.ofSeconds(10), Clock.systemUTC()));
  }

  @Override
  protected Agent newAgentInTrouble() {
    Agent agent = newAgent();
    server.close();
    return agent;
  }

  @Override
  protected void end(Agent ended) {
    server.close();
    database.close();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.of("ProductsIntegrationCatalogExporter");
  }

  @Override
  protected TestContext example() {
    Job job = TestJobs.job(40, type());
    NewAction film = NewAction.of("CatalogExporter").withReference("Movie", "1");
    return TestContext.of(job, TestJobs.action(job, 1, film))
        .withCompletion(database.completion(40, 1));
  }

  @Override
  protected Object effects() {
    return catalogue.film("M1").version();
  }
}
