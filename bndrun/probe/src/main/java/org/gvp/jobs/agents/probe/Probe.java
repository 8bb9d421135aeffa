package org.gvp.jobs.agents.probe;

import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.job.JobAction;

/**
 * Does what the action's parameters say, and logs when it began and how it ended. What an end row
 * misses, a lost process took with it. Thread-safe.
 */
final class Probe implements Agent {
  private static final String START = "start";
  private static final String END = "end";

  /** How soon it notices that it is asked to stop. */
  private static final long SLICE_MS = 50;

  private static final long DEFAULT_LATER_MS = 1_000;

  /** SQLSTATEs: no such table, no such schema. */
  private static final Set<String> NO_LOG = Set.of("42P01", "3F000");

  private final EffectLog log;
  private final Runnable halt;

  /**
   * Logs there.
   *
   * @param halt ends the process at once
   */
  Probe(EffectLog log, Runnable halt) {
    this.log = log;
    this.halt = halt;
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws Exception {
    Instruction instruction;
    try {
      instruction = Instruction.of(parameters(action, context));
    } catch (IllegalArgumentException e) {
      return ActionResult.failed("BAD_PARAMETERS", String.valueOf(e.getMessage()));
    }
    try {
      return perform(instruction, action, context);
    } catch (SQLException e) {
      if (NO_LOG.contains(e.getSQLState())) {
        return ActionResult.failed(
            "NO_EFFECT_LOG",
            "there is no table sandbox.effect in the register's database: the probe works only"
                + " beside the sandbox; start gvp-jobs-sandbox.jar on this database");
      }
      throw e;
    }
  }

  /** A job without listed actions is its own action, and its parameters are the action's. */
  private static Map<?, ?> parameters(JobAction action, ActionContext context) {
    return action.actionNo() == 0
        ? context.jobParameters(Map.class)
        : context.parameters(Map.class);
  }

  private ActionResult perform(Instruction instruction, JobAction action, ActionContext context)
      throws Exception {
    Outcome outcome = outcomeNow(instruction, action);
    log.add(START, action, context, detail(outcome.word(), instruction));
    if (instruction.checkpoint() != null) {
      context.checkpoint(instruction.checkpoint());
    }
    String cutOff = work(instruction, outcome, context);
    // An interruption is for this attempt; the log is written all the same.
    boolean interrupted = Thread.interrupted();
    if (cutOff == null && outcome == Outcome.DONE && instruction.inTransaction()) {
      log.finish(action, context, done(instruction, context), detail(outcome.word(), instruction));
    }
    log.add(END, action, context, detail(cutOff == null ? outcome.word() : cutOff, instruction));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return cutOff == null
        ? end(outcome, instruction, context)
        : ActionResult.later(context.clock().instant());
  }

  private Outcome outcomeNow(Instruction instruction, JobAction action)
      throws SQLException, InterruptedException {
    Outcome outcome = instruction.outcome();
    if (instruction.times() == Integer.MAX_VALUE || outcome == Outcome.DONE) {
      return outcome;
    }
    // One that hangs may never write its end.
    String phase = outcome == Outcome.HANG ? START : END;
    return log.count(phase, action, outcome) < instruction.times() ? outcome : Outcome.DONE;
  }

  /** Works, and answers what cut it off, or null. */
  private static String work(Instruction instruction, Outcome outcome, ActionContext context) {
    boolean deaf = instruction.ignoreInterrupt();
    long left = instruction.sleepMs();
    while (left > 0) {
      if (!deaf && context.stopRequested()) {
        return "stopped";
      }
      long slice = Math.min(left, SLICE_MS);
      if (!sleep(slice) && !deaf) {
        return "interrupted";
      }
      left -= slice;
    }
    return outcome == Outcome.HANG ? hang(deaf) : null;
  }

  private static boolean sleep(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static String hang(boolean deaf) {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException e) {
        if (!deaf) {
          return "interrupted";
        }
      }
    }
  }

  private ActionResult end(Outcome outcome, Instruction instruction, ActionContext context) {
    Long laterMs = instruction.laterMs();
    return switch (outcome) {
      case DONE -> done(instruction, context);
      case RETRY ->
          laterMs == null
              ? ActionResult.retry("told to be tried again")
              : ActionResult.retry(
                  "told to be tried again", context.clock().instant().plusMillis(laterMs));
      case LATER ->
          ActionResult.later(
              context.clock().instant().plusMillis(laterMs == null ? DEFAULT_LATER_MS : laterMs),
              instruction.checkpoint());
      case FAIL -> ActionResult.failed("PROBE_FAILED", "told to fail");
      case THROW -> throw new IllegalStateException("told to throw");
      case HALT -> {
        halt.run();
        throw new IllegalStateException("told to end the process, which goes on");
      }
      case HANG -> throw new IllegalStateException("a hanging action has come to an end");
    };
  }

  /** A signed result tells whose write the register has accepted, whatever its own tokens say. */
  private static ActionResult done(Instruction instruction, ActionContext context) {
    return ActionResult.done(
        instruction.sign()
            ? JsonText.of(
                new TreeMap<>(Map.of("attempt", context.attempt(), "token", context.token())))
            : instruction.result());
  }

  private static String detail(String outcome, Instruction instruction) {
    Map<String, Object> detail = new TreeMap<>();
    detail.put("outcome", outcome);
    if (instruction.sleepMs() > 0) {
      detail.put("sleep_ms", instruction.sleepMs());
    }
    return JsonText.of(detail);
  }
}
