package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.internal.daemon.Daemon;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.JobRegister;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many jobs at once by the Java API, which go into the register by COPY where they can. */
class CreateAllTest {
  private static final JobTypeKey TYPE = JobTypeKey.custom(Engine.TYPE);
  private static final String COUNT = "select count(*) from gvp_jobs.job";

  private Engine engine;
  private Daemon daemon;
  private JobRegister register;

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    daemon = engine.daemon("n1");
    register = new PgJobRegister(engine.database.dataSource());
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void copied_jobs_stand_in_the_register_as_created_ones_do() {
    NewJob job =
        NewJob.of("tab\t, line\n, \\N and \\ and ü", TYPE)
            .withParameters("{\"text\": \"a\\tb\\\\c\\n\"}")
            .withActions(
                List.of(
                    NewAction.of("x").withLabel("back\\slash").withReference("FILM", "1\t2"),
                    NewAction.of("y").withParameters("{\"n\": 1}").withKey("k")));
    register.create(job);
    register.createAll(List.of(job, job));
    assertThat(
            engine.number(
                "select count(distinct (name, status, job_type, custom_type, priority, actions,"
                    + " parameters, configuration)) from gvp_jobs.job"))
        .isOne();
    assertThat(
            engine.number(
                "select count(distinct (action_no, action_type, label, media_type, reference_id,"
                    + " parameters)) from gvp_jobs.job_action"))
        .isEqualTo(2);
    assertThat(engine.number(COUNT)).isEqualTo(3);
  }

  @Test
  void ids_come_in_the_order_of_the_jobs_whichever_way_each_was_created() {
    NewJob keyed = NewJob.of("keyed", TYPE).withUniqueKey("k");
    long open = register.create(keyed);
    long[] ids =
        register.createAll(
            List.of(
                NewJob.of("first", TYPE),
                keyed,
                NewJob.of("nothing to do", TYPE).withActions(List.of()),
                NewJob.of("last", TYPE)));
    assertThat(ids[1]).isEqualTo(open);
    assertThat(Arrays.stream(ids).mapToObj(id -> engine.text(nameOf(id))))
        .containsExactly("first", "keyed", "nothing to do", "last");
  }

  private static String nameOf(long id) {
    return "select name from gvp_jobs.job where id = " + id;
  }

  @Test
  void one_that_is_refused_keeps_all_from_being_created() {
    List<NewJob> jobs =
        List.of(NewJob.of("good", TYPE), NewJob.of("bad", TYPE).withParameters("[1]"));
    assertThatThrownBy(() -> register.createAll(jobs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameters");
    assertThat(engine.number(COUNT)).isZero();
    assertThat(register.createAll(List.of())).isEmpty();
  }

  @Test
  void they_run_like_any_other() {
    Engine.deploy(daemon, (action, context) -> ActionResult.done("{\"ran\": true}"));
    long[] ids =
        register.createAll(
            List.of(
                NewJob.of("alone", TYPE).withRunAt(engine.clock.instant()),
                NewJob.of("listed", TYPE)
                    .withRunAt(engine.clock.instant())
                    .withActions(List.of(NewAction.of("x")))));
    for (long id : ids) {
      engine.tickUntil(daemon, id, "Finished");
    }
  }
}
