package org.gvp.jobs.examples.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.DaemonExtension;
import org.gvp.jobs.testkit.RunningDaemon;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestDatabase;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.osgi.PGDataSourceFactory;

/** The agent needs a database: the contract too is looked at on the daemon's server. */
@ExtendWith(DaemonExtension.class)
class InboxAgentIT extends AgentContract {
  private static TestDatabase shop;

  @BeforeAll
  static void create(RunningDaemon daemon) throws Exception {
    shop = daemon.createDatabase("shop");
    daemon.configure(
        InboxAgent.class.getName(),
        "url=%s\nuser=%s\npassword=%s\n".formatted(shop.url(), shop.user(), shop.password()));
  }

  @BeforeEach
  void fill() throws Exception {
    shop.value(
        """
        create table if not exists inbox (key text primary key);
        create table if not exists orders (id bigint primary key, parcels integer not null);
        truncate inbox, orders;
        insert into orders select g, 0 from generate_series(1, 50) g;
        """);
  }

  @Test
  void an_order_is_shipped_once_though_two_jobs_ask_for_it(RunningDaemon daemon) throws Exception {
    NewAction order = NewAction.of("Ship").withReference("Order", "3").withKey("ship order 3");
    NewJob ship = NewJob.of("ship", type()).withActions(List.of(order));
    long first = daemon.createJob(ship);
    daemon.awaitStatus(first, JobStatus.FINISHED);
    long second = daemon.createJob(ship);
    daemon.awaitStatus(second, JobStatus.FINISHED);

    assertEquals("{\"shipped\": 1}", daemon.results(first, 1));
    assertEquals("{\"already\": true}", daemon.results(second, 1));
    assertEquals("1 1", effects());
  }

  @Override
  protected Agent newAgent() {
    return new InboxAgent(new PGDataSourceFactory());
  }

  @Override
  protected Agent newAgentInTrouble() throws Exception {
    shop.value("drop table orders");
    return newAgent();
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.custom("example.Inbox");
  }

  @Override
  protected TestContext example() {
    Job job = TestJobs.job(7, type());
    NewAction order = NewAction.of("Ship").withReference("Order", "1");
    return TestContext.of(job, TestJobs.action(job, 1, order))
        .withSettings(Map.of("url", shop.url(), "user", shop.user(), "password", shop.password()));
  }

  @Override
  protected Object effects() throws Exception {
    return shop.value("select sum(parcels) || ' ' || (select count(*) from inbox) from orders");
  }
}
