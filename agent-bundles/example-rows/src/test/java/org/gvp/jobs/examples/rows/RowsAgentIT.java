package org.gvp.jobs.examples.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.gvp.jobs.testkit.AgentContract;
import org.gvp.jobs.testkit.DaemonExtension;
import org.gvp.jobs.testkit.RunningDaemon;
import org.gvp.jobs.testkit.TestContext;
import org.gvp.jobs.testkit.TestJobs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent needs a database: the contract too is looked at on the daemon's. */
@ExtendWith(DaemonExtension.class)
class RowsAgentIT extends AgentContract {
  private RunningDaemon daemon;

  @BeforeEach
  void fill(RunningDaemon running) throws Exception {
    daemon = running;
    daemon.value(
        """
        create schema if not exists shop;
        create table if not exists shop.orders (
          id bigint primary key, shipped boolean not null, parcels integer not null);
        create table if not exists shop.completed (job_id bigint primary key);
        truncate shop.orders, shop.completed;
        insert into shop.orders select g, false, 0 from generate_series(1, 50) g;
        """);
  }

  @Test
  void every_order_is_shipped_once() throws Exception {
    long job = daemon.createJob(NewJob.of("ship", type()));
    daemon.awaitStatus(job, JobStatus.FINISHED);
    long again = daemon.createJob(NewJob.of("ship again", type()));
    daemon.awaitStatus(again, JobStatus.FINISHED);

    assertEquals("50 50", effects());
    assertEquals(
        "50",
        daemon.value(
            "select count(*) from gvp_jobs.job_action where job_id in (?, ?)", job, again));
  }

  @Override
  protected Agent newAgent() {
    return new RowsAgent(database());
  }

  @Override
  protected Agent newAgentInTrouble() throws Exception {
    daemon.value("drop table shop.orders");
    return newAgent();
  }

  /** The daemon's database, as the daemon hands it to agents. */
  private DataSource database() {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return daemon.connection();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @Override
  protected JobTypeKey type() {
    return JobTypeKey.custom("example.Rows");
  }

  @Override
  protected TestContext example() {
    Job job = TestJobs.job(7, type());
    NewAction order = NewAction.of("Ship").withReference("Order", "1");
    return TestContext.of(job, TestJobs.action(job, 1, order))
        .withCompletion(
            (connection, result) -> {
              try (var completed =
                  connection.prepareStatement("insert into shop.completed values (7)")) {
                completed.executeUpdate();
              } catch (SQLException e) {
                throw new JobLostException(7, 1);
              }
            });
  }

  @Override
  protected Object effects() throws Exception {
    return daemon.value(
        "select count(*) filter (where shipped) || ' ' || sum(parcels) from shop.orders");
  }
}
