package org.gvp.jobs.examples.webservice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.gvp.jobs.testkit.DaemonExtension;
import org.gvp.jobs.testkit.RunningDaemon;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DaemonExtension.class)
class WebServiceAgentIT {
  private static WebService service;

  @BeforeAll
  static void start(RunningDaemon daemon) throws Exception {
    service = new WebService();
    daemon.configure(WebServiceAgent.class.getName(), "url=" + service.url() + "\n");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void orders_reach_the_service_under_their_keys(RunningDaemon daemon) throws Exception {
    NewAction order = NewAction.of("Order").withParameters("{\"film\": \"M1\"}").withKey("order 1");
    long job =
        daemon.createJob(
            NewJob.of("orders", JobTypeKey.custom("example.WebService"))
                .withActions(List.of(order, order.withKey("order 2"))));

    daemon.awaitStatus(job, JobStatus.FINISHED);

    assertEquals(
        Map.of("order 1", order.parameters(), "order 2", order.parameters()), service.taken());
    assertEquals("{\"taken\": true}", daemon.results(job, 1));
  }
}
