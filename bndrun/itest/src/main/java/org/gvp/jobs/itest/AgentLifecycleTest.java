package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.itest.support.Gate;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.TypeStatus;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Agents come, go and change while jobs wait and run. */
public class AgentLifecycleTest extends DaemonTest {
  @Test
  void a_job_waits_for_its_agent_and_is_done_once_the_agent_is_dropped() {
    long job = daemon.create(GoodAgent.TYPE, 3, "work");
    TypeStatus unserved = awaitUnserved();
    assertThat(unserved.open()).isEqualTo(1);
    assertThat(unserved.noAgentSince()).isNotNull();
    assertThat(daemon.job(job).status()).isEqualTo(JobStatus.WAITING);

    dropGood("1.0.0");
    Await.within(
        Duration.ofSeconds(5),
        "an agent that serves",
        () -> daemon.agent(GOOD_JAR),
        agent -> agent != null && agent.state().equals("SERVING"));
    daemon.await(job, JobStatus.FINISHED);
    assertDoneOnce(job, 3);
    assertThat(daemon.type(GoodAgent.TYPE).servingNodes()).isEqualTo(1);
    assertThat(daemon.type(GoodAgent.TYPE).noAgentSince()).isNull();
    assertThat(daemon.agents.status(GOOD_JAR))
        .contains("state: SERVING", "version: 1.0.0", "types: Custom/itest.Good");
  }

  @Test
  void a_job_whose_agent_is_deleted_is_handed_back_and_goes_on_when_the_agent_is_back() {
    serveGood("1.0.0");
    try (Gate gate = Gate.letting(3)) {
      long job = daemon.create(GoodAgent.TYPE, 8, "work");
      awaitEffects(job, 3);
      awaitBegun(job, 5);
      daemon.agents.delete(GOOD_JAR);
      assertHandedBack(job, 3);
      awaitUnserved();
      assertThat(daemon.logged(job, "back")).isEqualTo(2);
      Await.until("the bundle's end", () -> daemon.installed(GOOD), List::isEmpty);
      assertThat(daemon.agents.status(GOOD_JAR)).isEmpty();

      dropGood("1.0.0");
      gate.open();
      daemon.await(job, JobStatus.FINISHED);
      assertDoneOnce(job, 8);
      assertThat(daemon.logged(job, "begin")).isEqualTo(10);
    }
  }

  @Test
  void a_new_version_takes_new_jobs_while_the_old_one_ends_its_own() {
    serveGood("1.0.0");
    try (Gate gate = Gate.letting(0)) {
      long old = daemon.create(GoodAgent.TYPE, 1, "stubborn");
      awaitBegun(old, 1);
      dropGood("1.1.0");
      awaitVersion("1.1.0");
      long next = daemon.create(GoodAgent.TYPE, 1, "stubborn");
      awaitBegun(next, 1);
      assertThat(daemon.job(old).status()).isEqualTo(JobStatus.STARTED);
      assertThat(daemon.installed(GOOD)).containsExactly("1.0.0", "1.1.0");
      gate.open();
      daemon.await(old, JobStatus.FINISHED);
      daemon.await(next, JobStatus.FINISHED);
      assertDoneOnce(old, 1);
      assertDoneOnce(next, 1);
      assertThat(daemon.query().runs(old, 10))
          .extracting(JobRun::agent)
          .containsExactly(GOOD + " 1.0.0");
      assertThat(daemon.query().runs(next, 10))
          .extracting(JobRun::agent)
          .containsExactly(GOOD + " 1.1.0");
      assertThat(daemon.installed(GOOD)).containsExactly("1.0.0", "1.1.0");
    }
  }

  @Test
  void a_job_in_flight_goes_over_to_the_new_version_with_what_is_left_of_it() {
    serveGood("1.0.0");
    try (Gate gate = Gate.letting(2)) {
      long job = daemon.create(GoodAgent.TYPE, 6, "work");
      awaitEffects(job, 2);
      awaitBegun(job, 4);
      dropGood("2.0.0");
      awaitVersion("2.0.0");
      gate.open();
      daemon.await(job, JobStatus.FINISHED);
      assertDoneOnce(job, 6);
      assertThat(daemon.query().runs(job, 10))
          .extracting(JobRun::agent)
          .containsExactly(GOOD + " 1.0.0", GOOD + " 2.0.0");
      assertThat(
              daemon.sql(
                  "select version from itest.log where phase = 'effect' and job_id = " + job))
          .containsOnly("1.0.0", "2.0.0");
    }
  }

  @Test
  void an_agent_that_is_uninstalled_behind_the_daemons_back_is_drained_first() throws Exception {
    serveGood("1.0.0");
    try (Gate gate = Gate.letting(1)) {
      long job = daemon.create(GoodAgent.TYPE, 4, "stubborn");
      awaitEffects(job, 1);
      awaitBegun(job, 3);
      Bundle bundle = daemon.bundle(GOOD);
      CompletableFuture<Void> uninstalled = CompletableFuture.runAsync(() -> uninstall(bundle));
      daemon.await(GOOD_JAR, "DRAINING");
      Await.stays(
          Duration.ofMillis(500), "waiting for the actions", uninstalled::isDone, done -> !done);
      assertThat(daemon.job(job).status()).isEqualTo(JobStatus.STARTED);
      gate.open();
      uninstalled.get(10, TimeUnit.SECONDS);
      // Its file is still there: it comes again by itself.
      daemon.await(job, JobStatus.FINISHED);
      assertDoneOnce(job, 4);
      assertThat(daemon.logged(job, "begin")).isEqualTo(4);
      assertThat(daemon.query().runs(job, 10))
          .extracting(JobRun::cause)
          .containsExactly("handed back", "completed");
      assertThat(daemon.bundle(GOOD).getBundleId()).isGreaterThan(bundle.getBundleId());
    }
  }

  private static boolean serves(AgentRow agent) {
    return agent != null && agent.serves();
  }

  private static void uninstall(Bundle bundle) {
    try {
      bundle.uninstall();
    } catch (BundleException e) {
      throw new AssertionError(e);
    }
  }

  private TypeStatus awaitUnserved() {
    return Await.until(
        "a type without agent",
        () -> daemon.type(GoodAgent.TYPE),
        type -> type != null && type.servingNodes() == 0 && type.noAgentSince() != null);
  }

  private void awaitVersion(String version) {
    Await.until(
        "version " + version,
        () -> daemon.agent(GOOD_JAR),
        agent -> agent != null && version.equals(agent.version()) && serves(agent));
  }

  private void awaitEffects(long job, int effects) {
    Await.until(effects + " effects", () -> daemon.logged(job, "effect"), now -> now == effects);
  }

  private void awaitBegun(long job, int actions) {
    Await.until(
        actions + " begun actions",
        () -> daemon.actionsLogged(job, "begin"),
        now -> now == actions);
  }

  private void assertHandedBack(long job, int finished) {
    Job back = daemon.await(job, JobStatus.WAITING);
    assertThat(back.attempts()).isZero();
    assertThat(daemon.query().actionCounts(job))
        .hasValueSatisfying(
            counts -> {
              assertThat(counts.finished()).isEqualTo(finished);
              assertThat(counts.failed() + counts.error()).isZero();
            });
    assertThat(daemon.query().runs(job, 10))
        .last()
        .satisfies(run -> assertThat(run.cause()).isEqualTo("handed back"));
  }

  private void assertDoneOnce(long job, int actions) {
    assertThat(daemon.logged(job, "effect")).isEqualTo(actions);
    assertThat(daemon.actionsLogged(job, "effect")).isEqualTo(actions);
    assertThat(daemon.query().actionCounts(job)).contains(new ActionCounts(actions, actions, 0, 0));
    assertThat(daemon.job(job).attempts()).isZero();
  }
}
