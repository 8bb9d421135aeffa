package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.internal.daemon.Daemon;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators stop, resume and redrive many jobs by filter, and are told first what would happen. */
class BulkLeversTest {
  private static Engine engine;
  private static Daemon daemon;

  @BeforeAll
  static void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
    Agent agent =
        (action, context) ->
            "bad".equals(action.label()) && action.parameters() == null
                ? ActionResult.failed("REFUSED", "no")
                : ActionResult.done();
    Engine.deploy(daemon, agent, "customType", "bulk.Fails");
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @AfterEach
  void stopWhatIsLeft() throws Exception {
    engine.execute(
        "select gvp_jobs.stop_jobs(created_until => 'infinity', most => 100000, dry_run => false)");
    engine.execute("delete from gvp_jobs.job_unique_key");
  }

  private static long unit(String name, String more) {
    return engine.number("select gvp_jobs.create_job('" + name + "', 'Unit'" + more + ")");
  }

  private static List<Long> units(String name, int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(unit(name, ""));
    }
    return ids;
  }

  private static long failed(String name, String more) {
    long job =
        engine.number(
            "select gvp_jobs.create_job('"
                + name
                + "', 'Custom', custom_type => 'bulk.Fails', actions => '[{\"label\": \"bad\"},"
                + " {\"label\": \"good\"}]'"
                + more
                + ")");
    engine.catchUp();
    engine.tickUntil(daemon, job, "Fail");
    return job;
  }

  private static List<Map<String, String>> pull(String call) {
    return engine.rows("select result, jobs, sample from gvp_jobs." + call);
  }

  private static Map<String, String> answer(String result, long jobs, List<Long> sample) {
    return Map.of(
        "result",
        result,
        "jobs",
        "" + jobs,
        "sample",
        sample.toString().replace(" ", "").replace('[', '{').replace(']', '}'));
  }

  @Test
  void the_first_call_says_what_it_would_do_and_changes_nothing() {
    List<Long> jobs = units("dry", 12);
    assertThat(pull("stop_jobs(name_like => 'dry')"))
        .containsExactly(answer("would be stopped", 12, jobs.subList(0, 10)));
    assertThat(engine.status(jobs.get(0))).isEqualTo("Waiting");
    assertThat(engine.number("select token from gvp_jobs.job where id = " + jobs.get(0))).isZero();
  }

  @Test
  void jobs_are_stopped_and_resumed_with_actor_and_reason() {
    List<Long> jobs = units("both", 3);
    assertThat(pull("stop_jobs(name_like => 'bo%', reason => 'why', dry_run => false)"))
        .containsExactly(answer("stopped", 3, jobs));
    assertThat(pull("stop_jobs(name_like => 'bo%', dry_run => false)")).isEmpty();
    assertThat(pull("resume_jobs(name_like => 'both', reason => 'better', dry_run => false)"))
        .containsExactly(answer("resumed", 3, jobs));
    assertThat(
            engine.rows(
                "select cause, node, reason from gvp_jobs.job_run where job_id = "
                    + jobs.get(2)
                    + " order by token"))
        .containsExactly(
            Map.of("cause", "stopped", "node", engine.database.user(), "reason", "why"),
            Map.of("cause", "resumed", "node", engine.database.user(), "reason", "better"));
  }

  @Test
  void no_more_are_touched_than_most_says_and_the_next_call_goes_on() {
    List<Long> jobs = units("many", 5);
    String stop = "stop_jobs(name_like => 'many', most => 2, dry_run => ";
    assertThat(pull(stop + "true)"))
        .containsExactly(
            answer("would be stopped", 2, jobs.subList(0, 2)),
            answer("more than most: call again", 3, jobs.subList(2, 5)));
    List<Map<String, String>> first = pull(stop + "false)");
    assertThat(first.get(0)).isEqualTo(answer("stopped", 2, jobs.subList(0, 2)));
    assertThat(first.get(1)).containsEntry("result", "more than most: call again");
    pull(stop + "false)");
    assertThat(pull(stop + "false)")).containsExactly(answer("stopped", 1, jobs.subList(4, 5)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          job_type => 'Unit'
          job_type => 'Unit', status => 'Waiting'
          name_like => 'by f_lter'
          name_like => 'by%', created_from => now() - interval '1 minute'
          name_like => 'by%', created_until => now() + interval '1 minute'
          media_type => 'Movie', reference_id => 'm1'
          reference_id => 'm1'
          media_type => 'Movie', reference_id => 'm2'
          """)
  void a_filter_finds_its_jobs_and_no_others(String filter) {
    long found =
        unit(
            "by filter",
            ", media_type => 'Movie', reference_id => 'm1',"
                + " actions => '[{\"media_type\": \"Movie\", \"reference_id\": \"m2\"}]'");
    engine.number(
        "select gvp_jobs.create_job('other', 'Custom', custom_type => 'bulk.Other', media_type =>"
            + " 'Show', reference_id => 'm3')");
    assertThat(pull("stop_jobs(" + filter + ")"))
        .containsExactly(answer("would be stopped", 1, List.of(found)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          status => 'Error'
          job_type => 'Custom'
          name_like => 'by'
          name_like => 'by%', created_from => now() + interval '1 minute'
          name_like => 'by%', created_until => now() - interval '1 minute'
          media_type => 'Show', reference_id => 'm1'
          code => 'REFUSED'
          """)
  void a_filter_that_does_not_hold_finds_nothing(String filter) {
    unit("by filter", ", media_type => 'Movie', reference_id => 'm1'");
    assertThat(pull("stop_jobs(" + filter + ")")).isEmpty();
  }

  @Test
  void failed_jobs_are_redriven_by_code_with_their_failed_actions_alone() {
    List<Long> jobs = List.of(failed("red", ""), failed("red", ""));
    assertThat(pull("redrive_jobs(name_like => 'red', code => 'OTHER')")).isEmpty();
    assertThat(pull("redrive_jobs(name_like => 'red', ended_from => now() + interval '1 day')"))
        .isEmpty();
    assertThat(pull("redrive_jobs(name_like => 'red', code => 'REFUSED')"))
        .containsExactly(answer("would be redriven", 2, jobs));
    assertThat(
            pull(
                "redrive_jobs(custom_type => 'bulk.Fails', name_like => 'red', code => 'REFUSED',"
                    + " reason => 'mended', dry_run => false)"))
        .containsExactly(answer("redriven", 2, jobs));
    assertThat(
            engine.rows(
                "select status, count(*) from gvp_jobs.job_action where job_id = "
                    + jobs.get(0)
                    + " group by 1 order by 1"))
        .containsExactly(
            Map.of("status", "Waiting", "count", "1"), Map.of("status", "Finished", "count", "1"));
    assertThat(
            engine.text(
                "select reason from gvp_jobs.job_run where cause = 'redriven' and job_id = "
                    + jobs.get(1)))
        .isEqualTo("mended");
  }

  @Test
  void a_failed_job_whose_unique_key_an_open_job_has_is_left_and_said() {
    long failed = failed("keyed", ", unique_key => 'bulk'");
    unit("holder", ", unique_key => 'bulk'");
    assertThat(pull("redrive_jobs(name_like => 'keyed')"))
        .containsExactly(
            answer("would be left: an open job has its unique key", 1, List.of(failed)));
    assertThat(pull("redrive_jobs(name_like => 'keyed', dry_run => false)"))
        .containsExactly(answer("left: an open job has its unique key", 1, List.of(failed)));
    assertThat(engine.status(failed)).isEqualTo("Fail");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stop_jobs()                                    | job_type: is missing, and so is every other filter
          redrive_jobs(dry_run => false)                 | job_type: is missing, and so is every other filter
          stop_jobs(status => 'Finished')                | status: jobs in Finished cannot be stopped
          stop_jobs(job_type => 'Unti')                  | job_type: there is no job of type "Unti"
          resume_jobs(custom_type => 'acme.Nothing')     | custom_type: there is no job of type "acme.Nothing"
          resume_jobs(media_type => 'Movie')             | reference_id: is missing, but media_type is "Movie"
          stop_jobs(name_like => 'x', most => 0)         | most: must be 1 to 100000, but is 0
          stop_jobs(name_like => 'x', most => null)      | most: must be 1 to 100000, but is null
          redrive_jobs(name_like => 'x', dry_run => null) | dry_run: is null
          """)
  void what_is_asked_wrongly_is_said(String call, String message) {
    assertThatThrownBy(() -> engine.execute("select gvp_jobs." + call))
        .hasMessageContaining(message)
        .hasMessageContaining("Hint:");
  }
}
