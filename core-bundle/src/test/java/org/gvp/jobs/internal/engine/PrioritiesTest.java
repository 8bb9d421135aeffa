package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.claim.RegisterIds;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.StatusMachine;
import org.gvp.jobs.internal.store.DatabaseTime;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.job.JobTypeKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No priority starves, however few jobs there is room for at a time. */
class PrioritiesTest {
  private static final JobTypeKey TYPE = new JobTypeKey("Custom", Engine.TYPE);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void each_lower_priority_gets_its_tenth(int room) throws Exception {
    engine.execute(
        "select gvp_jobs.create_job('p' || p, 'Custom', custom_type => '%s', priority => p, run_at"
                .formatted(Engine.TYPE)
            + " => '%s') from unnest(array[0, 5, 9]) p, generate_series(1, %d)"
                .formatted(engine.clock.instant(), CLAIMS * room));
    DatabaseTime time = DatabaseTime.of(engine.clock);
    JobClaimer claimer =
        new JobClaimer(
            engine.database.dataSource(),
            new StatusMachine(time),
            new RegisterIds(engine.database.dataSource()),
            new JobRules(engine.database.dataSource()),
            time,
            System::nanoTime);
    JobClaimer.Claimant claimant = new JobClaimer.Claimant(1, "test.agent", "1.0.0", 1);
    Map<Integer, Integer> claimed = new HashMap<>();
    for (int i = 0; i < CLAIMS; i++) {
      for (ClaimedJob job : claimer.claim(TYPE, claimant, room).jobs()) {
        claimed.merge(job.job().priority(), 1, Integer::sum);
      }
    }
    int all = claimed.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).isEqualTo(CLAIMS * room);
    assertThat(claimed.get(5)).as("5 of %s", claimed).isBetween(all / 10 - 2, all / 10 + 2);
    assertThat(claimed.get(9)).as("9 of %s", claimed).isBetween(all / 10 - 2, all / 10 + 2);
  }
}
