package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import org.gvp.jobs.itest.agent.ConfiguredAgent;
import org.gvp.jobs.itest.support.AgentJar;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.AgentRow;
import org.junit.jupiter.api.Test;

/** An agent follows the file with its settings, and only a good one. */
public class ConfiguredAgentTest extends DaemonTest {
  private static final String JAR = "configured.jar";
  private static final String CFG = ConfiguredAgent.PID + ".cfg";

  @Test
  void an_agent_without_its_settings_is_parked_until_they_are_there_and_when_they_go() {
    dropAgent();
    AgentRow parked = daemon.await(JAR, "NOT_CONFIGURED");
    assertThat(parked.reason()).contains("needs a configuration", "Write etc/" + CFG);
    long job = daemon.create(ConfiguredAgent.TYPE, 0, null);
    awaitServingNodes(0);

    daemon.etc.drop(CFG, "limit = 5\n");
    daemon.await(JAR, "SERVING");
    awaitServingNodes(1);
    daemon.await(job, JobStatus.FINISHED);
    assertThat(limitSeenBy(job)).isEqualTo("{\"limit\": 5}");

    daemon.etc.delete(CFG);
    daemon.await(JAR, "NOT_CONFIGURED");
    long later = daemon.create(ConfiguredAgent.TYPE, 0, null);
    awaitServingNodes(0);
    assertThat(daemon.job(later).status()).isEqualTo(JobStatus.WAITING);
    daemon.etc.drop(CFG, "limit = 6\n");
    daemon.await(later, JobStatus.FINISHED);
    assertThat(limitSeenBy(later)).isEqualTo("{\"limit\": 6}");
  }

  @Test
  void a_bad_value_is_rejected_with_what_is_allowed_and_the_last_good_one_stays() {
    daemon.etc.drop(CFG, "limit = 7\n");
    dropAgent();
    daemon.await(JAR, "SERVING");
    daemon.etc.drop(CFG, "limit = 500\n");
    String status =
        Await.until("a status", () -> daemon.etc.status(CFG), text -> text.contains("cause: "));
    assertThat(status)
        .contains("state: REJECTED", "limit = 500", "1 to 10")
        .contains(CFG + "; the configuration from before stays until then");
    long job = daemon.create(ConfiguredAgent.TYPE, 0, null);
    daemon.await(job, JobStatus.FINISHED);
    assertThat(limitSeenBy(job)).isEqualTo("{\"limit\": 7}");

    daemon.etc.drop(CFG, "limit = 10\n");
    Await.until("no status", () -> daemon.etc.status(CFG), String::isEmpty);
    daemon.await(JAR, "SERVING");
    long next = daemon.create(ConfiguredAgent.TYPE, 0, null);
    daemon.await(next, JobStatus.FINISHED);
    assertThat(limitSeenBy(next)).isEqualTo("{\"limit\": 10}");
  }

  @Test
  void a_bad_value_that_was_there_before_the_agent_keeps_it_parked() {
    daemon.etc.drop(CFG, "limit = many\n");
    dropAgent();
    daemon.await(JAR, "NOT_CONFIGURED");
    assertThat(daemon.etc.status(CFG))
        .contains("state: REJECTED", "limit = many", "must be a whole number (1 to 10)")
        .contains("it is not used until then");
    daemon.etc.drop(CFG, "limit = 1\n");
    daemon.await(JAR, "SERVING");
  }

  private void dropAgent() {
    daemon.agents.drop(
        JAR, AgentJar.of(ConfiguredAgent.class, "org.gvp.jobs.itest.configured", "1.0.0").bytes());
  }

  private void awaitServingNodes(int nodes) {
    Await.until(
        nodes + " serving nodes",
        () -> daemon.type(ConfiguredAgent.TYPE),
        type -> type != null && type.servingNodes() == nodes);
  }

  private String limitSeenBy(long job) {
    return daemon
        .query()
        .actions(job, new ActionFilter(null, null, null, 10))
        .rows()
        .get(0)
        .action()
        .results();
  }
}
