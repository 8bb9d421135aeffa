package org.gvp.jobs.internal.run;

import java.time.Instant;
import java.util.List;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.PendingAction;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobAction;

/** Actions that were read with the claim: how they stand is known without asking the register. */
final class ShortActions implements RunActions {
  private final ClaimedJob job;
  private final List<PendingAction> actions;
  private final ActionOutcome[] outcomes;
  private int next;

  ShortActions(ClaimedJob job) {
    this.job = job;
    this.actions = job.actions();
    this.outcomes = new ActionOutcome[actions.size()];
  }

  @Override
  public synchronized PendingAction next() {
    return isThrough() ? null : actions.get(next++);
  }

  @Override
  public synchronized boolean isThrough() {
    while (next < actions.size() && !actions.get(next).isRunnable()) {
      next++;
    }
    return next == actions.size();
  }

  @Override
  public synchronized void settle(ActionOutcome outcome) {
    outcomes[outcome.actionNo() - actions.get(0).action().actionNo()] = outcome;
  }

  @Override
  public synchronized ActionSummary summary() {
    if (job.isSingle()) {
      Standing only = standing(0);
      return ActionSummary.single(only.status, only.nextTry, only.reason);
    }
    Tally tally = new Tally();
    for (int i = 0; i < actions.size(); i++) {
      tally.add(actions.get(i).action(), standing(i));
    }
    return tally.summary();
  }

  private Standing standing(int index) {
    ActionOutcome outcome = outcomes[index];
    if (outcome != null) {
      return new Standing(outcome.status(), outcome.nextTry(), outcome.reason());
    }
    PendingAction before = actions.get(index);
    return new Standing(before.action().status(), before.last().nextTry(), before.last().reason());
  }

  private record Standing(ActionStatus status, Instant nextTry, String reason) {}

  /** Counts the actions in their order. */
  private final class Tally {
    private int failed = job.failed();
    private int failedBefore = job.failed();
    private int error;
    private Instant nextRetry;
    private int waiting;
    private Instant nextLater = Instant.MAX;
    private int frontier = job.frontier();
    private boolean gap;
    private String trouble;

    void add(JobAction action, Standing standing) {
      switch (standing.status) {
        case FINISHED -> {}
        case FAIL -> failed++;
        case ERROR -> {
          error++;
          nextRetry = nextRetry == null ? standing.nextTry : earlier(nextRetry, standing.nextTry);
        }
        default -> {
          waiting++;
          nextLater = standing.nextTry == null ? Instant.MIN : earlier(nextLater, standing.nextTry);
        }
      }
      gap |= !standing.status.isEnded();
      if (!gap) {
        frontier = action.actionNo();
        failedBefore = failed;
      }
      boolean troubled =
          standing.status == ActionStatus.FAIL || standing.status == ActionStatus.ERROR;
      trouble = trouble == null && troubled ? words(action, standing.reason) : trouble;
    }

    ActionSummary summary() {
      boolean atOnce = nextLater.equals(Instant.MIN) || nextLater.equals(Instant.MAX);
      return new ActionSummary(
          job.job().actions(),
          failed,
          error,
          nextRetry,
          waiting,
          atOnce ? null : nextLater,
          frontier,
          failedBefore,
          trouble);
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static String words(JobAction action, String reason) {
    return "#"
        + action.actionNo()
        + (action.label() == null ? "" : " " + action.label())
        + ": "
        + (reason == null ? "no reason given" : reason);
  }
}
