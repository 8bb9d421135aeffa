package org.gvp.jobs.benchmark.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The count decides whether a figure is worth anything. */
class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void tells_an_action_performed_twice_from_two_actions() throws InterruptedException {
    tally.expect(3, 1, -1, false);

    tally.performed(0, 0);
    tally.performed(2, 0);
    tally.performed(2, 0);

    assertThat(tally.await(3, 0)).isEqualTo(3);
    assertThat(tally.distinct()).isEqualTo(2);
  }

  @Test
  void numbers_the_actions_of_all_jobs() throws InterruptedException {
    tally.expect(2, 3, -1, false);

    for (int job = 0; job < 2; job++) {
      for (int no = 1; no <= 3; no++) {
        tally.performed(job, no);
      }
    }

    assertThat(tally.await(6, 0)).isEqualTo(6);
    assertThat(tally.distinct()).isEqualTo(6);
  }

  @Test
  void counts_what_it_did_not_expect_as_well() throws InterruptedException {
    tally.expect(0, 1, -1, false);

    tally.performed(7, 0);

    assertThat(tally.await(1, 0)).isOne();
    assertThat(tally.distinct()).isZero();
  }

  @Test
  void wakes_whoever_waits_for_the_last_one() {
    tally.expect(2, 1, -1, false);
    CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> waitFor(2));

    tally.performed(0, 0);
    tally.performed(1, 0);

    assertThat(waiting.join()).isEqualTo(2);
  }

  private int waitFor(int count) {
    try {
      return tally.await(count, 30_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void times_the_mark_from_the_beginning() {
    tally.expect(2, 1, 2, false);
    tally.begin();

    tally.performed(0, 0);
    assertThat(tally.markMicros()).isEqualTo(-1);
    tally.performed(1, 0);

    assertThat(tally.markMicros()).isNotNegative();
  }

  @Test
  void writes_the_first_start_of_each_job(@TempDir Path folder) throws Exception {
    tally.expect(2, 1, -1, true);
    tally.performed(1, 0);

    tally.writeTimes(folder.resolve("times"));

    assertThat(Files.readAllLines(folder.resolve("times")))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines.get(0)).isEqualTo("0 0"))
        .satisfies(lines -> assertThat(lines.get(1)).matches("1 \\d{16}"));
  }

  @Test
  void reads_the_number_of_a_job_as_the_register_writes_it() {
    assertThat(NoopAgent.number("{\"id\": 1204}")).isEqualTo(1204);
    assertThat(NoopAgent.number("{\"id\":0}")).isZero();
  }
}
