package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.PendingAction;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.job.Job;

/** What an agent is offered during one attempt. */
final class RunContext implements ActionContext {
  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(5);

  private final JobRun run;
  private final Attempt attempt;
  private Instant progressTold;
  private boolean finished;

  RunContext(JobRun run, Attempt attempt) {
    this.run = run;
    this.attempt = attempt;
    this.progressTold = attempt.start();
  }

  /** The action behind what it has told so far. */
  PendingAction pending() {
    return attempt.pending();
  }

  /** Whether the agent's own transaction has recorded the outcome. */
  boolean finished() {
    return finished;
  }

  @Override
  public Job job() {
    return run.job().job();
  }

  @Override
  public Clock clock() {
    return run.services().clock();
  }

  @Override
  public <T> T parameters(Class<T> type) {
    return run.agent().binder().read("parameters", pending().action().parameters(), type);
  }

  @Override
  public <T> T jobParameters(Class<T> type) {
    return run.agent().binder().read("job parameters", job().parameters(), type);
  }

  @Override
  public <T> T settings(Class<T> type) {
    return run.agent().binder().settings(run.agent().properties(), type);
  }

  @Override
  public int attempt() {
    return pending().attempts() + 1;
  }

  @Override
  public String idempotencyKey() {
    return pending().idempotencyKey();
  }

  @Override
  public int token() {
    return run.job().token();
  }

  @Override
  public String checkpoint() {
    return pending().checkpoint();
  }

  @Override
  public void checkpoint(String json) {
    String safe = SafeJson.state("checkpoint", json);
    tell(pending().started(attempt.start(), null, null, safe));
    attempt.told(pending().next(safe));
  }

  @Override
  public void progress(double fraction, String note) {
    Instant now = clock().instant();
    if (now.isBefore(progressTold.plus(BETWEEN_PROGRESS))) {
      return;
    }
    progressTold = now;
    double part = Double.isNaN(fraction) ? 0 : Math.max(0, Math.min(1, fraction));
    String results = String.format(Locale.ROOT, "{\"progress\":%.4f}", part);
    tell(pending().started(attempt.start(), note, results, checkpoint()));
    attempt.told(pending().next(checkpoint()));
  }

  private void tell(ActionOutcome outcome) {
    refuseIfGivenUp();
    run.services().writer().recordNow(run.job(), outcome);
  }

  /** A thread that was given up has nothing more to say: its action is somebody else's by now. */
  private void refuseIfGivenUp() {
    if (run.isLost() || attempt.isGivenUp()) {
      throw new JobLostException(job().id(), token());
    }
  }

  @Override
  public boolean stopRequested() {
    return run.stopRequested() || attempt.interruptedAt() != null;
  }

  @Override
  public void finish(Connection connection, ActionResult result) throws SQLException {
    refuseIfGivenUp();
    ActionOutcome outcome;
    Instant start = attempt.start();
    if (result instanceof ActionResult.Done done) {
      outcome = pending().finished(start, clock().instant(), done.results());
    } else if (result instanceof ActionResult.Failed failed) {
      outcome = pending().failed(start, clock().instant(), failed.code(), failed.reason());
    } else {
      throw new IllegalArgumentException(
          "an action is finished by done or failed, not by " + result);
    }
    run.finishedByAgent();
    ActionPages.limitIdle(connection);
    if (run.services().status().record(connection, List.of(outcome)).isEmpty()
        || !ActionPages.isRecorded(connection, outcome)) {
      throw new JobLostException(job().id(), token());
    }
    finished = true;
  }
}
