package org.gvp.jobs.web.view;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.ActionRow;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.query.JobRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.query.PauseRow;
import org.gvp.jobs.query.QueryException;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.StatusCount;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.mask.Masker;

/**
 * The register as the web may see it: everything that leaves here is masked, and nothing reaches
 * the register but through here. Thread-safe.
 *
 * <p>Every method throws {@link RegisterDown} if there is no answer.
 */
public final class Register {
  private static final String TIMED_OUT = "57014";

  private final Supplier<JobQuery> query;
  private final Masker masker;
  private final Runnable answered;

  /**
   * Of the service that is there at the moment.
   *
   * @param query the service, or null while there is none
   * @param masker takes the secrets out
   * @param answered told of every answer
   */
  public Register(Supplier<JobQuery> query, Masker masker, Runnable answered) {
    this.query = query;
    this.masker = masker;
    this.answered = answered;
  }

  /** The job with that id. */
  public Optional<JobView> job(long id) {
    return ask(service -> service.find(id)).map(job -> view(job, null, null));
  }

  /** A page of jobs. */
  public Page<JobView> jobs(JobFilter filter) {
    return map(ask(service -> service.list(filter)), this::view);
  }

  /** What became of a job's actions. */
  public Optional<ActionCounts> actionCounts(long jobId) {
    return ask(service -> service.actionCounts(jobId));
  }

  /** A page of a job's actions. */
  public Page<ActionView> actions(long jobId, ActionFilter filter) {
    return map(ask(service -> service.actions(jobId, filter)), this::view);
  }

  /** A job's history, oldest first. */
  public List<JobRun> runs(long jobId, int limit) {
    return ask(service -> service.runs(jobId, limit)).stream().map(this::masked).toList();
  }

  /** How many jobs there are in each status. */
  public List<StatusCount> statusCounts() {
    return ask(JobQuery::statusCounts);
  }

  /** The job types and who serves them. */
  public List<TypeStatus> types() {
    return ask(JobQuery::types);
  }

  /** The agents on the living daemons. */
  public List<AgentRow> agents() {
    return ask(JobQuery::agents).stream().map(this::masked).toList();
  }

  /** The daemons. */
  public List<NodeRow> nodes() {
    return ask(JobQuery::nodes);
  }

  /** The schedules. */
  public List<ScheduleRow> schedules() {
    return ask(JobQuery::schedules);
  }

  /** What is paused, the widest first. */
  public List<PauseRow> pauses() {
    return ask(JobQuery::pauses).stream().map(this::masked).toList();
  }

  private PauseRow masked(PauseRow pause) {
    return new PauseRow(
        pause.scope(),
        pause.name(),
        pause.customType(),
        pause.actor(),
        pause.since(),
        masker.text(pause.reason()),
        pause.undo());
  }

  private <T> T ask(Function<JobQuery, T> question) {
    JobQuery service = query.get();
    if (service == null) {
      throw new RegisterDown(
          "The register is not open yet: the core has not reached its database, or is still"
              + " bringing it up to date. The daemon's log says which.",
          false,
          null);
    }
    try {
      T answer = question.apply(service);
      answered.run();
      return answer;
    } catch (QueryException e) {
      throw new RegisterDown(masker.text(e.getMessage()), isTimeout(e), e);
    }
  }

  private static boolean isTimeout(QueryException e) {
    return e.getCause() instanceof SQLException cause && TIMED_OUT.equals(cause.getSQLState());
  }

  private static <A, B> Page<B> map(Page<A> page, Function<A, B> function) {
    return new Page<>(
        page.rows().stream().map(function).toList(), page.hasPrevious(), page.hasNext());
  }

  private JobView view(JobRow row) {
    return view(row.job(), row.failedActions(), row.reason());
  }

  private JobView view(Job job, Integer failedActions, String reason) {
    return new JobView(
        job.id(),
        masker.text(job.name()),
        job.type(),
        job.status(),
        job.priority(),
        job.createdAt(),
        job.runAt(),
        job.startTime(),
        job.finishTime(),
        job.mediaType(),
        job.referenceId(),
        masker.json(job.parameters()),
        masker.json(job.configuration()),
        job.attempts(),
        job.actions(),
        failedActions,
        masker.text(reason));
  }

  private ActionView view(ActionRow row) {
    JobAction action = row.action();
    return new ActionView(
        action.actionNo(),
        action.actionType(),
        masker.text(action.label()),
        action.mediaType(),
        action.referenceId(),
        action.status(),
        action.startDate(),
        action.endDate(),
        action.numberOfRetries(),
        masker.json(action.parameters()),
        masker.json(action.results()),
        row.attempt(),
        row.code(),
        masker.text(row.reason()),
        row.nextTry());
  }

  private JobRun masked(JobRun run) {
    return new JobRun(
        run.jobId(),
        run.token(),
        run.claimedAt(),
        run.endedAt(),
        run.from(),
        run.to(),
        run.cause(),
        run.node(),
        run.agent(),
        run.code(),
        masker.text(run.reason()));
  }

  private AgentRow masked(AgentRow agent) {
    return new AgentRow(
        agent.node(),
        agent.file(),
        agent.symbolicName(),
        agent.version(),
        agent.state(),
        agent.code(),
        masker.text(agent.reason()),
        agent.types(),
        agent.since());
  }
}
