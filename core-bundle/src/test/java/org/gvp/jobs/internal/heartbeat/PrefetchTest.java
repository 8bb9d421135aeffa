package org.gvp.jobs.internal.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import org.gvp.jobs.internal.claim.JobClaimer;
import org.junit.jupiter.api.Test;

class PrefetchTest {
  private final Prefetch prefetch = new Prefetch(8);

  @Test
  void an_agent_that_gets_through_what_it_is_given_is_given_more() {
    assertThat(prefetch.room(0)).isEqualTo(16);
    prefetch.claimed(true);
    assertThat(prefetch.hungry(16)).isFalse();
    assertThat(prefetch.hungry(8)).isTrue();
    assertThat(prefetch.room(8)).isEqualTo(24);
  }

  @Test
  void it_stays_hungry_while_claims_are_as_large_as_a_claim_can_be() {
    for (int i = 0; i < 20; i++) {
      prefetch.room(0);
      prefetch.claimed(true);
      assertThat(prefetch.hungry(0)).isTrue();
    }
    assertThat(prefetch.room(0)).isEqualTo(JobClaimer.MOST);
  }

  @Test
  void a_claim_that_found_less_than_it_wanted_waits_for_the_next_heartbeat() {
    prefetch.claimed(false);
    assertThat(prefetch.hungry(0)).isFalse();
  }

  @Test
  void a_slow_agent_holds_no_more_than_its_threads_need() {
    for (int i = 0; i < 5; i++) {
      prefetch.room(0);
      prefetch.claimed(true);
    }
    assertThat(prefetch.room(500)).isLessThanOrEqualTo(500);
    assertThat(new Prefetch(8).room(16)).isZero();
  }

  @Test
  void of_jobs_that_all_daemons_are_told_of_no_more_are_claimed_than_can_begin() {
    Prefetch prefetch = new Prefetch(4);
    assertThat(prefetch.roomAtOnce(0)).isEqualTo(4);
    assertThat(prefetch.roomAtOnce(3)).isEqualTo(1);
    assertThat(prefetch.roomAtOnce(9)).isZero();
  }
}
