package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gvp.jobs.itest.agent.PlannerAgent;
import org.gvp.jobs.itest.support.AgentJar;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.JobRow;
import org.junit.jupiter.api.Test;

/** A schedule comes and goes with its file, and the jobs that it creates are planned and done. */
public class ScheduleTest extends DaemonTest {
  private static final String CFG = "org.gvp.jobs.schedule~itest.cfg";

  /** The last job of the type that other tests have made. */
  private long before;

  @Test
  void a_dropped_schedule_fires_its_agent_lists_the_actions_and_its_removal_ends_the_fires() {
    before = jobs(null).stream().mapToLong(Job::id).max().orElse(0);
    daemon.agents.drop(
        "planner.jar",
        AgentJar.of(PlannerAgent.class, "org.gvp.jobs.itest.planner", "1.0.0").bytes());
    daemon.await("planner.jar", "SERVING");
    dropSchedule("* * * * * ?");
    List<Job> finished =
        Await.until("two finished jobs", () -> jobs(JobStatus.FINISHED), jobs -> jobs.size() >= 2);
    for (Job job : finished) {
      assertThat(daemon.query().actionCounts(job.id())).contains(new ActionCounts(3, 3, 0, 0));
      assertThat(daemon.query().actions(job.id(), new ActionFilter(null, null, null, 10)).rows())
          .extracting(row -> row.action().label())
          .containsExactly("listed 1", "listed 2", "listed 3");
      assertThat(daemon.logged(job.id(), "effect")).isEqualTo(3);
    }
    assertThat(daemon.query().schedules())
        .anySatisfy(
            schedule -> {
              assertThat(schedule.name()).isEqualTo("itest");
              assertThat(schedule.type()).isEqualTo(JobTypeKey.custom(PlannerAgent.TYPE));
              assertThat(schedule.lastFire()).isNotNull();
            });

    daemon.etc.delete(CFG);
    Await.until(
        "no more fires",
        () -> daemon.query().schedules(),
        all ->
            all.stream()
                .filter(schedule -> schedule.name().equals("itest"))
                .allMatch(schedule -> !schedule.enabled() || schedule.nextFire() == null));
    int fired = jobs(null).size();
    Await.stays(
        Duration.ofMillis(2500), "no new job", () -> jobs(null).size(), now -> now == fired);
    Await.until("the last one's end", () -> jobs(JobStatus.FINISHED).size(), n -> n == fired);
  }

  @Test
  void a_schedule_with_a_bad_cron_is_rejected_with_its_form() {
    dropSchedule("*/5 * * * *");
    String status =
        Await.until("a status", () -> daemon.etc.status(CFG), text -> text.contains("cause: "));
    assertThat(status).contains("state: REJECTED", "cron = */5 * * * *", "second minute hour");
    assertThat(daemon.query().schedules())
        .noneMatch(schedule -> schedule.cron().equals("*/5 * * * *"));
  }

  private void dropSchedule(String cron) {
    daemon.etc.drop(
        CFG,
        """
        cron = %s
        job_type = Custom
        custom_type = %s
        parameters = {"actions": 3}
        """
            .formatted(cron, PlannerAgent.TYPE));
  }

  private List<Job> jobs(JobStatus status) {
    return daemon
        .query()
        .list(new JobFilter(status, "Custom", PlannerAgent.TYPE, null, null, null, null, null, 500))
        .rows()
        .stream()
        .map(JobRow::job)
        .filter(job -> job.id() > before)
        .toList();
  }
}
