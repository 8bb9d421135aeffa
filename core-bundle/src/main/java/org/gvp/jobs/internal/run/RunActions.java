package org.gvp.jobs.internal.run;

import java.sql.SQLException;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.PendingAction;

/** The actions of one run: hands them out in their order, each once. Thread-safe. */
interface RunActions {
  /**
   * The next one that is to be performed, or null if there is none.
   *
   * @throws org.gvp.jobs.agent.JobLostException if the job is found not to be ours any more
   */
  PendingAction next() throws SQLException, InterruptedException;

  /** Whether all have been handed out. */
  boolean isThrough();

  /** How one of them stands now. */
  void settle(ActionOutcome outcome);

  /** How all actions of the job stand, or null if only the register knows. */
  ActionSummary summary();

  /** The actions of a run, which were read with its claim or are read page by page. */
  static RunActions of(JobRun run) {
    return run.job().actions() == null
        ? new PagedActions(run.job(), run.agent().description().concurrency(), run.services())
        : new ShortActions(run.job());
  }
}
