package org.gvp.jobs.internal.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long an agent may take for one action or listing, which has nothing to do with whether its
 * daemon is alive: past its deadline the thread is interrupted, and one that ignores that is given
 * up. For the heartbeat's thread.
 */
final class Deadlines {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);
  private static final int FRAMES = 12;

  private final Clock clock;
  private final RunConfig config;

  Deadlines(Clock clock, RunConfig config) {
    this.clock = clock;
    this.config = config;
  }

  void check(JobRun run) {
    Instant now = clock.instant();
    for (Attempt attempt : run.attempts()) {
      Duration most = attempt.isListing() ? config.planDeadline() : config.actionDeadline();
      if (attempt.start().plus(most).isAfter(now)) {
        continue;
      }
      if (attempt.interruptedAt() == null) {
        LOG.warn("{}: {} takes longer than {}, it is interrupted", run, attempt.what(), most);
        attempt.interrupt(now);
      } else if (!attempt.interruptedAt().plus(config.interruptGrace()).isAfter(now)) {
        giveUp(run, attempt);
      }
    }
  }

  private static void giveUp(JobRun run, Attempt attempt) {
    String stack = stack(attempt.thread());
    if (run.giveUp(attempt)) {
      LOG.error(
          "{}: {} ignores the interrupt: agent {} hangs in thread '{}', which is given up and"
              + " replaced ({} hang now, more than {} take the agent out of service on this"
              + " daemon). It hangs at{}",
          run,
          attempt.what(),
          run.agent(),
          attempt.thread().getName(),
          run.agent().hungThreads(),
          run.agent().description().concurrency(),
          stack);
    }
  }

  private static String stack(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(FRAMES)
        .map(frame -> "\n    " + frame)
        .collect(Collectors.joining());
  }
}
