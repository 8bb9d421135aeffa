package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.claim.RegisterIds;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No priority starves, however few jobs there is room for at a time. */
class PrioritiesTest {
  private static final JobTypeKey TYPE = new JobTypeKey("Custom", Engine.TYPE);
  private static final JobClaimer.Claimant CLAIMANT =
      new JobClaimer.Claimant(1, "test.agent", "1.0.0", 1);
  private static final int CLAIMS = 100;

  private Engine engine;

  @BeforeEach
  void start() throws Exception {
    engine = new Engine();
    engine.daemon("n");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private JobClaimer claimer() {
    DatabaseTime time = DatabaseTime.of(engine.clock);
    DataSource source = engine.database.dataSource();
    return new JobClaimer(
        source,
        new StatusMachine(time),
        new RegisterIds(source),
        new JobRules(source),
        time,
        System::nanoTime);
  }

  private void create(int each, Instant runAt, Integer... priorities) throws SQLException {
    engine.execute(
        "select gvp_jobs.create_job('p' || p, 'Custom', custom_type => '%s', priority => p, run_at"
                .formatted(Engine.TYPE)
            + " => '%s') from unnest(array%s) p, generate_series(1, %d)"
                .formatted(runAt, List.of(priorities), each));
  }

  private static List<Integer> priorities(JobClaimer.Claimed claimed) {
    return claimed.jobs().stream().map(job -> job.job().priority()).sorted().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void each_lower_priority_gets_its_tenth(int room) throws Exception {
    create(CLAIMS * room, engine.clock.instant(), 0, 5, 9);
    JobClaimer claimer = claimer();
    Map<Integer, Integer> claimed = new HashMap<>();
    for (int i = 0; i < CLAIMS; i++) {
      for (ClaimedJob job : claimer.claim(TYPE, CLAIMANT, room).jobs()) {
        claimed.merge(job.job().priority(), 1, Integer::sum);
      }
    }
    int all = claimed.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).isEqualTo(CLAIMS * room);
    assertThat(claimed.get(5)).as("5 of %s", claimed).isBetween(all / 10 - 2, all / 10 + 2);
    assertThat(claimed.get(9)).as("9 of %s", claimed).isBetween(all / 10 - 2, all / 10 + 2);
  }

  @Test
  void what_has_just_become_due_is_claimed_at_once_the_most_urgent_first() throws Exception {
    create(1, engine.clock.instant(), 9, 5, 0);
    JobClaimer claimer = claimer();
    JobClaimer.Claimed first = claimer.claimAtOnce(TYPE, CLAIMANT, 2);
    assertThat(priorities(first)).containsExactly(0, 5);
    assertThat(first.more()).isTrue();
    assertThat(first.jobs().get(0).job().name()).isEqualTo("p5");
    JobClaimer.Claimed second = claimer.claimAtOnce(TYPE, CLAIMANT, 2);
    assertThat(priorities(second)).containsExactly(9);
    assertThat(second.more()).isFalse();
    assertThat(claimer.claimAtOnce(TYPE, CLAIMANT, 2).jobs()).isEmpty();
  }

  @Test
  void a_job_that_stands_before_those_just_claimed_is_found_all_the_same() throws Exception {
    JobClaimer claimer = claimer();
    create(1, engine.clock.instant(), 5);
    assertThat(claimer.claimAtOnce(TYPE, CLAIMANT, 4).jobs()).hasSize(1);
    create(1, engine.clock.instant().minusSeconds(3600), 5);
    assertThat(claimer.claimAtOnce(TYPE, CLAIMANT, 4).jobs()).hasSize(1);
  }
}
