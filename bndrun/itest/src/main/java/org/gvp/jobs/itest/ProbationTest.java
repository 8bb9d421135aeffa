package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.gvp.jobs.itest.agent.NewPlannerAgent;
import org.gvp.jobs.itest.agent.PlannerAgent;
import org.gvp.jobs.itest.agent.WideAgent;
import org.gvp.jobs.itest.support.AgentJar;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.itest.support.Gate;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.AgentRow;
import org.junit.jupiter.api.Test;

/** A new version proves itself; if it is worse than the one before, that one serves again. */
public class ProbationTest extends DaemonTest {
  private static final String WIDE = "org.gvp.jobs.itest.wide";
  private static final String WIDE_JAR = "wide.jar";
  private static final String PLANNER_JAR = "planner.jar";

  @Test
  void a_version_that_has_run_its_twenty_jobs_stays_and_the_old_one_goes() {
    drop("1.0.0", "SERVING");
    drop("1.2.0", "PROBATION");
    assertThat(daemon.installed(WIDE)).containsExactly("1.0.0", "1.2.0");
    AgentRow before = daemon.await(WIDE_JAR + " (before)", "STANDBY");
    assertThat(before.version()).isEqualTo("1.0.0");
    assertThat(daemon.type(WideAgent.TYPE).servingNodes()).isEqualTo(1);
    long[] jobs = create(20, "work");
    daemon.await(WIDE_JAR, "SERVING");
    Await.until("the old version's end", () -> daemon.installed(WIDE), List.of("1.2.0")::equals);
    finish(jobs);
    Await.until("one row", () -> daemon.agent(WIDE_JAR + " (before)"), row -> row == null);
  }

  @Test
  void a_linkage_error_goes_back_at_once_and_the_job_is_done_by_the_old_version() {
    drop("1.0.0", "SERVING");
    drop("1.1.0", "PROBATION");
    long job = daemon.create(WideAgent.TYPE, 2, "tax");
    assertRolledBack("1.1.0 was rolled back to 1.0.0", "com/acme/Tax");
    finish(job);
    assertThat(daemon.job(job).attempts()).isZero();
    assertThat(daemon.query().runs(job, 10))
        .extracting(JobRun::agent)
        .containsExactly(WIDE + " 1.1.0", WIDE + " 1.0.0");
  }

  @Test
  void three_failing_jobs_go_back_and_one_does_not() {
    daemon.sql(
        "select gvp_jobs.set_rule('Custom', 'DelayToRetry', 6, custom_type => 'itest.Wide')");
    drop("1.0.0", "SERVING");
    finish(create(3, "invoice"));
    drop("1.1.0", "PROBATION");
    long one = daemon.create(WideAgent.TYPE, 1, "invoice");
    daemon.await(one, JobStatus.ERROR);
    finish(create(4, "work"));
    assertThat(daemon.agent(WIDE_JAR).state()).isEqualTo("PROBATION");
    long[] others = create(8, "invoice");
    assertRolledBack("jobs of Custom/itest.Wide failed, with the version before it was 0 of ");
    finish(one);
    finish(others);
  }

  @Test
  void jobs_that_the_new_version_has_planned_wait_for_it_after_a_rollback() {
    dropPlanner(PlannerAgent.class, "1.0.0");
    daemon.await(PLANNER_JAR, "SERVING");
    dropPlanner(NewPlannerAgent.class, NewPlannerAgent.FIRST);
    daemon.await(PLANNER_JAR, "PROBATION");
    long job = daemon.create(PlannerAgent.TYPE, 0, null);
    Await.until(
        "a rollback", () -> daemon.agent(PLANNER_JAR), row -> "ROLLED_BACK".equals(row.code()));
    daemon.await(job, JobStatus.WAITING);
    long known = daemon.create(PlannerAgent.TYPE, 1, "work");
    daemon.await(known, JobStatus.FINISHED);
    assertThat(daemon.job(job).status()).isEqualTo(JobStatus.WAITING);
    assertThat(daemon.query().actionCounts(job))
        .hasValueSatisfying(counts -> assertThat(counts.finished()).isZero());
    dropPlanner(NewPlannerAgent.class, "1.2.0");
    daemon.await(job, JobStatus.FINISHED);
    assertThat(daemon.logged(job, "effect")).isEqualTo(1);
  }

  @Test
  void a_hundred_running_jobs_survive_an_update_a_rollback_and_a_removal() {
    drop("1.0.0", "SERVING");
    try (Gate gate = Gate.letting(0)) {
      long[] jobs = create(100, 1, "work");
      awaitBegun(jobs);
      drop("1.1.0", "PROBATION");
      gate.let(10);
      awaitEffects(jobs, 10);
      long bad = daemon.create(WideAgent.TYPE, 1, "tax");
      assertRolledBack("com/acme/Tax");
      gate.let(10);
      // The bad one may be among those that pass, on the version that can do it.
      awaitEffects(LongStream.concat(LongStream.of(jobs), LongStream.of(bad)).toArray(), 20);
      daemon.agents.delete(WIDE_JAR);
      Await.until("no version", () -> daemon.installed(WIDE), List::isEmpty);
      drop("1.2.0", "SERVING");
      gate.open();
      finish(jobs);
      finish(bad);
      assertThat(logged("count(*) || ' ' || count(distinct job_id)", "effect", jobs))
          .isEqualTo("100 100");
      assertThat(LongStream.of(jobs).mapToObj(daemon::job))
          .allSatisfy(job -> assertThat(job.attempts()).isZero());
    }
  }

  @Test
  void an_operator_drains_an_agent_goes_back_and_takes_the_newer_version_again() {
    drop("1.0.0", "SERVING");
    drop("1.2.0", "PROBATION");
    pull("rollback");
    assertRolledBack("to 1.0.0 by ", ": a test wants it");
    pull("drain");
    AgentRow drained = daemon.await(WIDE_JAR, "STANDBY");
    assertThat(drained.reason()).contains(": a test wants it", "gvp_jobs.retry_agent(");
    long job = daemon.create(WideAgent.TYPE, 1, "work");
    Await.until(
        "a type without agent",
        () -> daemon.type(WideAgent.TYPE),
        type -> type.servingNodes() == 0 && type.noAgentSince() != null);
    assertThat(daemon.job(job).status()).isEqualTo(JobStatus.WAITING);
    pull("retry");
    Await.until(
        "the newer version",
        () -> daemon.agent(WIDE_JAR),
        row -> row.state().equals("PROBATION") && row.version().equals("1.2.0"));
    finish(job);
  }

  private void pull(String lever) {
    assertThat(
            daemon.sql(
                "select gvp_jobs.%s_agent('%s', reason => 'a test wants it')"
                    .formatted(lever, WIDE)))
        .containsExactly("1");
  }

  private void drop(String version, String state) {
    daemon.agents.drop(WIDE_JAR, AgentJar.of(WideAgent.class, WIDE, version).bytes());
    Await.until(
        version + " " + state,
        () -> daemon.agent(WIDE_JAR),
        row -> row != null && version.equals(row.version()) && state.equals(row.state()));
  }

  private void dropPlanner(Class<?> agent, String version) {
    daemon.agents.drop(
        PLANNER_JAR, AgentJar.of(agent, "org.gvp.jobs.itest.planner", version).bytes());
  }

  private long[] create(int jobs, String actionType) {
    return create(jobs, 2, actionType);
  }

  private long[] create(int jobs, int actions, String actionType) {
    return Stream.generate(() -> daemon.create(WideAgent.TYPE, actions, actionType))
        .limit(jobs)
        .mapToLong(id -> id)
        .toArray();
  }

  private void finish(long... jobs) {
    for (long job : jobs) {
      daemon.await(job, JobStatus.FINISHED);
    }
  }

  private void awaitBegun(long[] jobs) {
    Await.until(
        "all jobs at work",
        () -> logged("count(distinct job_id)", "begin", jobs),
        Integer.toString(jobs.length)::equals);
  }

  private void awaitEffects(long[] jobs, int effects) {
    Await.until(
        effects + " effects",
        () -> logged("count(*)", "effect", jobs),
        Integer.toString(effects)::equals);
  }

  private String logged(String what, String phase, long[] jobs) {
    return daemon
        .sql(
            "select %s from itest.log where phase = '%s' and job_id between %d and %d"
                .formatted(what, phase, jobs[0], jobs[jobs.length - 1]))
        .get(0);
  }

  private void assertRolledBack(String... reasons) {
    AgentRow row =
        Await.until(
            "a rollback",
            () -> daemon.agent(WIDE_JAR),
            agent -> agent != null && "ROLLED_BACK".equals(agent.code()));
    assertThat(row.state()).isEqualTo("SERVING");
    assertThat(row.version()).isEqualTo("1.0.0");
    assertThat(row.reason()).contains(reasons);
    assertThat(daemon.agents.status(WIDE_JAR)).contains("version: 1.0.0", "code: ROLLED_BACK");
    Await.until("the new version's end", () -> daemon.installed(WIDE), List.of("1.0.0")::equals);
  }
}
