package org.gvp.jobs.internal.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What else is forgotten, so that nothing grows for ever. */
class HousekeepingTest {
  private static final String TYPE = "test.Polling";

  private final KeptJobs jobs = new KeptJobs();

  @AfterEach
  void stop() {
    jobs.close();
  }

  @Test
  void of_an_action_put_off_again_and_again_only_the_last_results_are_kept() throws Exception {
    long polling = jobs.started(TYPE);
    long usual = jobs.started(TYPE);
    jobs.execute(
        """
        insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status)
        select %1$d, 1, n, n, 0, n, 'Waiting' from generate_series(3, 1000) n;
        update gvp_jobs.job_open set status = 'Waiting', token = 1000, owner = null, claimed_at = null
        where id = %1$d;
        insert into gvp_jobs.action_begun select %1$d, n, 1, 2, now() from generate_series(2, 1000) n;
        """
            .formatted(polling));
    var before = jobs.everything(usual);
    String view = jobs.everything(polling).get("job_action");
    jobs.retention.tick();
    assertThat(
            jobs.numbers(
                "select seq from gvp_jobs.action_result where action_no = 1 and job_id = "
                    + polling))
        .hasSize(1000 - 992 + 1)
        .contains(992L, 1000L);
    assertThat(jobs.number("select count(*) from gvp_jobs.action_begun where job_id = " + polling))
        .isEqualTo(1);
    assertThat(jobs.everything(polling)).containsEntry("job_action", view);
    assertThat(jobs.everything(usual)).isEqualTo(before);
  }

  @Test
  void fires_of_long_ago_go_but_those_with_a_job_and_the_last_of_each_schedule() throws Exception {
    long job = jobs.ended(TYPE, "Finished", Duration.ofDays(1));
    jobs.execute(
        """
        insert into gvp_jobs.schedule_fire
        select 'nightly', t, 'missed', null, t, 'n1'
        from generate_series(now() - interval '95 days', now() - interval '85 days', '1 day') t;
        insert into gvp_jobs.schedule_fire
        values ('nightly', now() - interval '200 days', 'ran', %d, now() - interval '200 days', 'n1'),
               ('yearly', now() - interval '300 days', 'ran', 99, now() - interval '300 days', 'n1'),
               ('yearly', now() - interval '600 days', 'ran', 98, now() - interval '600 days', 'n1');
        """
            .formatted(job));
    jobs.retention.tick();
    assertThat(
            jobs.text(
                "select string_agg(schedule || ' ' || (now()::date - nominal_time::date), ', '"
                    + " order by schedule, nominal_time) from gvp_jobs.schedule_fire"
                    + " where at < now() - interval '90 days 1 hour'"))
        .isEqualTo("nightly 200, yearly 300");
  }

  @Test
  void daemons_of_long_ago_go_unless_a_job_may_have_been_theirs() throws Exception {
    jobs.execute(
        """
        insert into gvp_jobs.node (node, version, started_at, lease_until, revoked)
        select 'old', 'test', now() - age * interval '1 day', now() - age * interval '1 day', true
        from unnest(array[100, 50, 40, 20]) age;
        insert into gvp_jobs.node_agent (incarnation, file, state, since)
        select incarnation, 'a.jar', 'SERVING', started_at from gvp_jobs.node;
        """);
    long oldest = jobs.ended(TYPE, "Fail", Duration.ofDays(45));
    jobs.execute(
        "update gvp_jobs.job_detail set created_at = now() - interval '45 days' where id = "
            + oldest);
    jobs.retention.tick();
    assertThat(
            jobs.numbers(
                "select (now()::date - started_at::date) from gvp_jobs.node where node = 'old' order by 1"))
        .containsExactly(20L, 40L);
    assertThat(jobs.numbers("select incarnation from gvp_jobs.node_agent order by 1"))
        .containsExactly(1L, 5L);
  }
}
