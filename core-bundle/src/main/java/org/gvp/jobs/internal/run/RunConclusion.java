package org.gvp.jobs.internal.run;

import java.time.Instant;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.job.JobTransition;

/** Where a job goes when its run ends, given how its actions stand. A pure function. */
final class RunConclusion {
  private RunConclusion() {}

  /**
   * Concludes.
   *
   * @param bestEffort whether failed actions still let the job finish
   * @param endedHere how many actions this run has ended
   */
  static RunEnd of(
      ClaimedJob job, Ending ending, ActionSummary s, boolean bestEffort, int endedHere) {
    if (s.waiting() + s.error() == 0) {
      return ended(job, s, bestEffort);
    }
    int attempts = endedHere > 0 ? 0 : job.job().attempts();
    RunEnd end =
        switch (ending.kind()) {
          case HAND_BACK -> RunEnd.by(JobTransition.HAND_BACK, job).because(null, ending.reason());
          // Whether the operator still wants it stopped, the register knows.
          case STOP, LIMIT, THROUGH -> goOn(job, ending, s);
        };
    boolean cameToNothing =
        end.edge() == JobTransition.RETRY && endedHere == 0 && ending.kind() != Ending.Kind.STOP;
    return end.withAttempts(cameToNothing ? attempts + 1 : attempts).withProgress(s);
  }

  private static RunEnd ended(ClaimedJob job, ActionSummary s, boolean bestEffort) {
    if (s.failed() == 0 || bestEffort) {
      return RunEnd.by(JobTransition.COMPLETE, job).withProgress(s);
    }
    return RunEnd.by(JobTransition.EXHAUST, job)
        .because("ACTION_FAILED", count(s.failed(), s.total(), "failed for good") + trouble(s))
        .withProgress(s);
  }

  private static RunEnd goOn(ClaimedJob job, Ending ending, ActionSummary s) {
    Instant next = earliest(s);
    if (s.error() > 0) {
      return RunEnd.by(JobTransition.RETRY, job)
          .because("ACTION_ERROR", count(s.error(), s.total(), "to be tried again") + trouble(s))
          .dueAt(next);
    }
    RunEnd waiting = RunEnd.by(JobTransition.HAND_BACK, job).dueAt(next);
    return ending.kind() == Ending.Kind.THROUGH
        ? waiting.because(null, count(s.waiting(), s.total(), "put off by the agent"))
        : waiting.because(null, ending.reason());
  }

  /** When the first action is due again; null for at once. */
  private static Instant earliest(ActionSummary s) {
    if (s.waiting() > 0 && s.nextLater() == null) {
      return null;
    } else if (s.nextRetry() == null || s.nextLater() == null) {
      return s.nextRetry() == null ? s.nextLater() : s.nextRetry();
    }
    return s.nextRetry().isBefore(s.nextLater()) ? s.nextRetry() : s.nextLater();
  }

  private static String count(int some, int total, String what) {
    return total == 1 ? what : some + " of " + total + " actions " + what;
  }

  private static String trouble(ActionSummary s) {
    if (s.trouble() == null) {
      return "";
    }
    return (s.total() == 1 ? ": " : "; the first: ") + s.trouble();
  }
}
