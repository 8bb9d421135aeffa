package org.gvp.jobs.internal.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.agents.AgentRegistry;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.PendingAction;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.RuleType;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an agent perform one action, and turns whatever comes of it into an outcome by the rules of
 * the job type. Thread-safe.
 */
final class ActionPerformer {
  private static final Logger LOG = LoggerFactory.getLogger(ActionPerformer.class);
  private static final double JITTER = 0.1;
  private static final Duration LONGEST_DELAY = Duration.ofDays(3_650);

  /** The code of what took too long. */
  static final String DEADLINE = "DEADLINE";

  /** What it did, in words. */
  static final String OVERDUE = "did not come back before its deadline";

  private final Clock clock;
  private final JobRules rules;
  private final AgentRegistry registry;
  private final RandomGenerator random;

  ActionPerformer(Clock clock, JobRules rules, AgentRegistry registry, RandomGenerator random) {
    this.clock = clock;
    this.rules = rules;
    this.registry = registry;
    this.random = random;
  }

  /** Performs; null if the agent's own transaction has recorded the outcome. */
  ActionOutcome perform(JobRun run, Attempt attempt) {
    Instant start = attempt.start();
    RunContext context = new RunContext(run, attempt);
    try {
      ActionResult result = run.agent().agent().perform(attempt.pending().action(), context);
      return context.finished() && !(result instanceof ActionResult.Retry)
          ? null
          : outcome(run, context, start, result);
    } catch (InterruptedException e) {
      return interrupted(run, context, start, e);
    } catch (JobLostException e) {
      throw e;
    } catch (LinkageError e) {
      return broken(run, context, start, e);
    } catch (Throwable e) { // whatever an agent throws must leave its action in an orderly state
      return run.stopRequested()
          ? interrupted(run, context, start, e)
          : retry(context, start, null, Thrown.code(e), Thrown.describe(e));
    }
  }

  /** The outcome of an attempt that does not come back at all. */
  ActionOutcome overdue(JobRun run, Attempt attempt) {
    RunContext context = new RunContext(run, attempt);
    return retry(context, attempt.start(), null, DEADLINE, OVERDUE + ", nor when interrupted");
  }

  private ActionOutcome outcome(
      JobRun run, RunContext context, Instant start, ActionResult result) {
    PendingAction action = context.pending();
    Instant end = clock.instant();
    if (result instanceof ActionResult.Done done) {
      return action.finished(start, end, done.results());
    } else if (result instanceof ActionResult.Failed failed) {
      return action.failed(start, end, failed.code(), failed.reason());
    } else if (result instanceof ActionResult.Retry retry) {
      return retry(context, start, retry.at(), "RETRY", retry.reason());
    } else if (result instanceof ActionResult.Later later) {
      return later(context, start, later);
    }
    LOG.error(
        "{}: agent {} answered null for action {}", run, run.agent(), action.action().actionNo());
    return action.failed(start, end, "NO_RESULT", "agent " + run.agent() + " answered null");
  }

  private ActionOutcome later(RunContext context, Instant start, ActionResult.Later later) {
    PendingAction action = context.pending();
    Instant end = clock.instant();
    try {
      String state =
          later.state() == null ? action.checkpoint() : SafeJson.state("state", later.state());
      return action.waiting(start, end, bounded(later.at(), end), null, null, state);
    } catch (IllegalArgumentException e) {
      return retry(
          context, start, null, "BAD_STATE", "agent answered later, but " + e.getMessage());
    }
  }

  /** A time that the register takes: agents may name any. */
  private static Instant bounded(Instant at, Instant now) {
    Instant last = now.plus(LONGEST_DELAY);
    return at.isBefore(now) ? now : at.isAfter(last) ? last : at;
  }

  private ActionOutcome retry(
      RunContext context, Instant start, Instant at, String code, String reason) {
    PendingAction pending = context.pending();
    JobAction action = pending.action();
    JobTypeKey type = context.job().type();
    Instant end = clock.instant();
    int limit = rules.value(RuleType.RETRY_LIMIT, type, action.actionType());
    if (action.numberOfRetries() + 1 >= limit) {
      return pending.failed(
          start, end, "RETRIES_USED_UP", reason + " (the last of " + limit + " tries)");
    }
    Instant next = at == null ? end.plus(delay(type, action.actionType())) : bounded(at, end);
    return pending.error(start, end, next, code, reason);
  }

  /** The rule's delay, spread so that what failed together does not come back together. */
  Duration delay(JobTypeKey type, String actionType) {
    int seconds = rules.value(RuleType.DELAY_TO_RETRY, type, actionType);
    double spread = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofMillis(Math.round(seconds * 1000 * spread));
  }

  private ActionOutcome interrupted(
      JobRun run, RunContext context, Instant start, Throwable cause) {
    if (!run.stopRequested()) {
      return retry(context, start, null, DEADLINE, OVERDUE);
    }
    String words = Thrown.words(cause);
    LOG.info("{}: action {} was cut off: {}", run, context.pending().action().actionNo(), words);
    PendingAction action = context.pending();
    return action.waiting(
        start,
        clock.instant(),
        null,
        "CUT_OFF",
        "cut off, may have been performed: " + words,
        action.checkpoint());
  }

  private ActionOutcome broken(JobRun run, RunContext context, Instant start, LinkageError e) {
    takeOutOfService(run, e);
    String words = Thrown.words(e);
    run.end(new Ending(Ending.Kind.HAND_BACK, "agent " + run.agent() + " is broken: " + words));
    PendingAction action = context.pending();
    return action.waiting(start, clock.instant(), null, "AGENT_BROKEN", words, action.checkpoint());
  }

  /** Gives the agent no more jobs on this daemon. */
  void takeOutOfService(JobRun run, LinkageError e) {
    if (run.agent().breakDown(Thrown.words(e))) {
      LOG.error(
          "agent {}: its classes do not link, it gets no more jobs on this daemon; deploy a good"
              + " version",
          run.agent(),
          Thrown.loggable(e));
      registry.changed();
    }
  }
}
