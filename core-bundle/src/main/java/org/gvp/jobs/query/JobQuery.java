package org.gvp.jobs.query;

import java.util.List;
import java.util.Optional;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobRun;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Questions to the register. A service of the daemon; thread-safe. Every answer is what one
 * statement saw; every method throws {@link QueryException} if the register cannot be reached or
 * does not answer in time.
 */
@ProviderType
public interface JobQuery {
  /** The job with that id. */
  Optional<Job> find(long id);

  /** A page of jobs, newest first. */
  Page<JobRow> list(JobFilter filter);

  /** What became of a job's actions so far; empty if there is no such job. */
  Optional<ActionCounts> actionCounts(long jobId);

  /** A page of a job's actions in their order. */
  Page<ActionRow> actions(long jobId, ActionFilter filter);

  /** A job's history, oldest first, at most {@code limit} entries, the newest ones. */
  List<JobRun> runs(long jobId, int limit);

  /** How many jobs there are in each status. */
  List<StatusCount> statusCounts();

  /** Every job type with open jobs or a deployed agent, and whether something serves it. */
  List<TypeStatus> types();

  /** The agents that the living daemons report, one row per daemon and bundle. */
  List<AgentRow> agents();

  /** The daemons: the living ones, and those lost within the last 24 hours. */
  List<NodeRow> nodes();

  /** The schedules with their last and next fire. */
  List<ScheduleRow> schedules();

  /** What is paused, the widest first. */
  List<PauseRow> pauses();
}
