package org.gvp.jobs.internal.engine;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;

/**
 * The agent of one daemon in a random walk. What it answers depends on seed, job, action and
 * attempt alone; sometimes it hangs first, until the walk lets it go. Everything it is asked and
 * answers goes into a log, which the walk believes instead of the register.
 */
final class WalkAgent implements Agent {
  /** Actions at once; fewer of them hang, so that whatever does not hang comes through. */
  static final int CONCURRENCY = 4;

  /** The number under which the log has a listing of actions. */
  static final int LISTING = -1;

  /** What came of an attempt; {@code BEGUN}: nothing yet. */
  enum Answer {
    BEGUN,
    DONE,
    RETRY,
    THROWN,
    RETRY_AT,
    FAILED,
    LATER,
    CUT_OFF,
    LISTED,
    LISTING_FAILED
  }

  /**
   * A line of the log.
   *
   * @param at when it is to be tried again, if the agent said so
   * @param listed how many actions it has listed
   */
  record Line(
      long job,
      int token,
      int action,
      int attempt,
      String key,
      Answer answer,
      Instant at,
      int listed) {
    Line with(Answer other, Instant time) {
      return new Line(job, token, action, attempt, key, other, time, listed);
    }
  }

  /** An attempt that hangs. */
  record Hanging(Line line, boolean deaf, CountDownLatch gate) {}

  private final long seed;
  private final Clock clock;
  private final ConcurrentLinkedQueue<Line> log;
  private final AtomicBoolean calm;
  private final Semaphore mayHang = new Semaphore(CONCURRENCY - 1);
  private final List<Hanging> hanging = new CopyOnWriteArrayList<>();

  /**
   * Of a daemon.
   *
   * @param calm once set, everything is done at once
   */
  WalkAgent(long seed, Clock clock, ConcurrentLinkedQueue<Line> log, AtomicBoolean calm) {
    this.seed = seed;
    this.clock = clock;
    this.log = log;
    this.calm = calm;
  }

  /** The attempts that hang now. */
  List<Hanging> hanging() {
    return hanging;
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws Exception {
    Line line =
        new Line(
            action.jobId(),
            context.token(),
            action.actionNo(),
            context.attempt(),
            context.idempotencyKey(),
            Answer.BEGUN,
            null,
            0);
    SplittableRandom chance = chance(action.jobId(), action.actionNo(), context.attempt());
    log.add(line);
    hangPerhaps(line, chance);
    return answer(line, chance);
  }

  private ActionResult answer(Line line, SplittableRandom chance) {
    int dice = calm.get() ? 0 : chance.nextInt(100);
    Instant at = clock.instant().plusSeconds(chance.nextInt(-5, 60));
    if (dice < 60) {
      log.add(line.with(Answer.DONE, null));
      return dice % 2 == 0
          ? ActionResult.done()
          : ActionResult.done("{\"token\": " + line.token + "}");
    } else if (dice < 70) {
      log.add(line.with(Answer.RETRY, null));
      return ActionResult.retry("not today");
    } else if (dice < 76) {
      log.add(line.with(Answer.RETRY_AT, at));
      return ActionResult.retry("not now", at);
    } else if (dice < 82) {
      log.add(line.with(Answer.FAILED, null));
      return ActionResult.failed("NO", "never");
    } else if (dice < 92) {
      log.add(line.with(Answer.LATER, at));
      return ActionResult.later(at);
    }
    log.add(line.with(Answer.THROWN, null));
    throw new IllegalStateException("boom");
  }

  private void hangPerhaps(Line line, SplittableRandom chance) throws InterruptedException {
    if (calm.get() || chance.nextInt(100) >= 12 || !mayHang.tryAcquire()) {
      return;
    }
    Hanging here = new Hanging(line, chance.nextBoolean(), new CountDownLatch(1));
    hanging.add(here);
    try {
      await(here);
    } finally {
      hanging.remove(here);
      mayHang.release();
    }
  }

  private void await(Hanging here) throws InterruptedException {
    while (true) {
      try {
        here.gate.await();
        return;
      } catch (InterruptedException e) {
        if (!here.deaf) {
          log.add(here.line.with(Answer.CUT_OFF, null));
          throw e;
        }
      }
    }
  }

  private SplittableRandom chance(long job, int action, int attempt) {
    return new SplittableRandom(seed + job * 1_000_003 + action * 10_007L + attempt * 101L).split();
  }

  /** The same for a type whose jobs have their actions listed by the agent. */
  static final class Listing implements Agent, Planner {
    private final WalkAgent agent;

    Listing(WalkAgent agent) {
      this.agent = agent;
    }

    @Override
    public void plan(Job job, ActionSink sink) {
      int tries = job.attempts();
      SplittableRandom chance = agent.chance(job.id(), LISTING, tries);
      int count = chance.nextInt(5);
      // A listing is not told its token; it does not hang, so that there is one at a time.
      Line line = new Line(job.id(), 0, LISTING, tries, null, Answer.BEGUN, null, count);
      for (int i = 1; i <= count; i++) {
        sink.add(NewAction.of("Walk").withLabel("listed " + i));
      }
      if (!agent.calm.get() && chance.nextInt(4) == 0) {
        agent.log.add(line.with(Answer.LISTING_FAILED, null));
        throw new IllegalStateException("half-way");
      }
      agent.log.add(line.with(Answer.LISTED, null));
    }

    @Override
    public ActionResult perform(JobAction action, ActionContext context) throws Exception {
      return agent.perform(action, context);
    }
  }
}
