package org.gvp.jobs.web.model;

import java.util.Arrays;
import java.util.List;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.web.view.ActionView;
import org.gvp.jobs.web.view.JobView;
import org.gvp.jobs.web.view.Links;

/**
 * One job with all there is to it.
 *
 * @param job the job
 * @param situation what it is waiting for or doing, in a sentence
 * @param why why it is in Error or Fail; empty otherwise
 * @param counts what became of its actions
 * @param filter which actions were asked for
 * @param actions those actions
 * @param runs its history, newest first
 * @param levers what an operator could do
 */
public record JobModel(
    JobView job,
    String situation,
    List<Why> why,
    ActionCounts counts,
    ActionFilter filter,
    Page<ActionView> actions,
    List<JobRun> runs,
    List<Lever> levers) {

  /**
   * A reason for trouble.
   *
   * @param source where it comes from: the last run, or so many actions
   * @param code a short code, or null
   * @param reason the words, or null
   */
  public record Why(String source, String code, String reason) {}

  /**
   * A statement that an operator may run.
   *
   * @param does what it does
   * @param sql the statement
   */
  public record Lever(String does, String sql) {}

  /** The job's path. */
  public String path() {
    return "/jobs/" + job.id();
  }

  /** Every status of actions. */
  public List<ActionStatus> statuses() {
    return Arrays.asList(ActionStatus.values());
  }

  /** The actions in that status, or all. */
  public String only(ActionStatus status) {
    ActionFilter other = new ActionFilter(status, null, null, filter.limit());
    return Links.actions(path(), other, null, null) + "#actions";
  }

  /** How many actions are in that status, where that is counted: a blank and the number. */
  public String tally(ActionStatus status) {
    return switch (status) {
      case FINISHED -> " " + Texts.grouped(counts.finished());
      case FAIL -> " " + Texts.grouped(counts.failed());
      case ERROR -> " " + Texts.grouped(counts.error());
      case WAITING, STARTED, STOPPED -> "";
    };
  }

  /** The page of actions before this one, or null. */
  public String previous() {
    return actions.hasPrevious() && !actions.rows().isEmpty()
        ? Links.actions(path(), filter, null, actions.rows().get(0).actionNo()) + "#actions"
        : null;
  }

  /** The page of actions behind this one, or null. */
  public String next() {
    List<ActionView> rows = actions.rows();
    return actions.hasNext() && !rows.isEmpty()
        ? Links.actions(path(), filter, rows.get(rows.size() - 1).actionNo(), null) + "#actions"
        : null;
  }

  /** The same actions as JSON. */
  public String api() {
    return Links.actions(
        "/api/v1/jobs/" + job.id() + "/actions", filter, filter.after(), filter.before());
  }
}
