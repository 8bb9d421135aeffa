package org.gvp.jobs.internal.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.gvp.jobs.internal.status.Claim.Due;
import org.junit.jupiter.api.Test;

class LowWaterMarksTest {
  private static final Instant TIME = Instant.parse("2026-11-23T12:00:00Z");

  private final LowWaterMarks marks = new LowWaterMarks();

  @Test
  void a_priority_of_which_nothing_was_claimed_begins_at_the_beginning() {
    assertThat(marks.marks().runAts()).hasSize(10).containsOnlyNulls();
    assertThat(marks.marks().ids()).hasSize(10).containsOnly(0);
  }

  @Test
  void each_priority_goes_on_behind_its_own_last_claim() {
    marks.claimedUpTo(new Due(5, TIME, 7));
    marks.claimedUpTo(new Due(5, TIME.plusSeconds(1), 9));
    assertThat(marks.marks().runAts()[5]).isEqualTo(TIME.plusSeconds(1));
    assertThat(marks.marks().ids()[5]).isEqualTo(9);
    assertThat(marks.marks().runAts()[0]).isNull();
  }

  @Test
  void what_stands_behind_the_marks_is_looked_at_for_a_hundredth_of_the_time() {
    assertThat(marks.mayLookBehind(0)).isTrue();
    marks.lookedBehind(1_000, 10);
    assertThat(marks.mayLookBehind(1_999)).isFalse();
    assertThat(marks.mayLookBehind(2_000)).isTrue();
  }

  @Test
  void a_register_that_stood_still_during_a_look_does_not_put_off_the_next_one_for_long() {
    long minute = TimeUnit.MINUTES.toNanos(1);
    marks.lookedBehind(minute, minute);
    assertThat(marks.mayLookBehind(minute + TimeUnit.SECONDS.toNanos(14))).isFalse();
    assertThat(marks.mayLookBehind(minute + TimeUnit.SECONDS.toNanos(15))).isTrue();
  }

  @Test
  void limits_are_rounded_down_by_less_than_a_quarter_to_few_different_ones() {
    assertThat(JobClaimer.rounded(512)).isEqualTo(512);
    assertThat(JobClaimer.rounded(461)).isEqualTo(448);
    assertThat(JobClaimer.rounded(7)).isEqualTo(7);
    for (int limit = 1; limit <= 512; limit++) {
      assertThat(JobClaimer.rounded(limit)).isPositive().isBetween(limit * 3 / 4, limit);
    }
  }
}
