package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.itest.support.Gate;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.ActionCounts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The core is stopped and started again in a running framework. */
public class CoreRestartTest extends DaemonTest {
  @AfterEach
  void startAgain() throws BundleException {
    core().start();
  }

  @Test
  void a_stopped_core_hands_its_jobs_back_and_a_started_one_goes_on_with_them()
      throws BundleException {
    serveGood("1.0.0");
    try (Gate gate = Gate.letting(2)) {
      long job = daemon.create(GoodAgent.TYPE, 6, "work");
      Await.until("two effects", () -> daemon.logged(job, "effect"), now -> now == 2);
      Await.until("two more begun", () -> daemon.actionsLogged(job, "begin"), now -> now == 4);
      core().stop();
      assertThat(core().getState()).isEqualTo(Bundle.RESOLVED);
      assertThat(daemon.sql("select status || ' ' || attempts from gvp_jobs.job where id = " + job))
          .containsExactly("Waiting 0");
      // fileinstall goes on watching the folders: it must leave the agents to the core.
      Await.stays(
          Duration.ofMillis(1500),
          "one version of the agent",
          () -> daemon.installed(GOOD),
          versions -> versions.equals(List.of("1.0.0")));

      gate.open();
      core().start();
      daemon.await(job, JobStatus.FINISHED);
      assertThat(daemon.query().actionCounts(job)).contains(new ActionCounts(6, 6, 0, 0));
      assertThat(daemon.logged(job, "effect")).isEqualTo(6);
      assertThat(daemon.actionsLogged(job, "effect")).isEqualTo(6);
      assertThat(daemon.query().runs(job, 10))
          .extracting(JobRun::cause)
          .containsExactly("handed back", "completed");
      daemon.await(GOOD_JAR, "SERVING");
      assertThat(daemon.installed(GOOD)).containsExactly("1.0.0");
      assertThat(daemon.agents.status(GOOD_JAR)).contains("state: SERVING");
    }
  }

  @Test
  void an_agent_that_is_dropped_while_the_core_is_stopped_serves_once_it_is_started()
      throws BundleException {
    core().stop();
    dropGood("1.0.0");
    Await.stays(Duration.ofMillis(500), "no agent", () -> daemon.installed(GOOD), List::isEmpty);
    core().start();
    daemon.await(GOOD_JAR, "SERVING");
    Await.until("one bundle", () -> daemon.installed(GOOD), List.of("1.0.0")::equals);
    long job = daemon.create(GoodAgent.TYPE, 1, "work");
    daemon.await(job, JobStatus.FINISHED);
  }

  private Bundle core() {
    return daemon.bundle("org.gvp.jobs.core");
  }
}
