package org.gvp.jobs.web.page;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.http.NotFound;
import org.gvp.jobs.web.model.JobModel;
import org.gvp.jobs.web.model.JobModel.Lever;
import org.gvp.jobs.web.model.JobModel.Why;
import org.gvp.jobs.web.model.Texts;
import org.gvp.jobs.web.view.ActionView;
import org.gvp.jobs.web.view.JobView;
import org.gvp.jobs.web.view.Numbers;
import org.gvp.jobs.web.view.Register;
import org.gvp.jobs.web.view.RegisterDown;

/** Puts together what is to be said about one job. Thread-safe. */
final class JobPage {
  private static final int RUNS = 50;
  private static final int FAILURES_LOOKED_AT = 200;
  private static final int REASONS = 4;

  private final Register register;
  private final Clock clock;

  JobPage(Register register, Clock clock) {
    this.register = register;
    this.clock = clock;
  }

  JobModel model(long id, ActionFilter filter) {
    JobView job =
        register
            .job(id)
            .orElseThrow(
                () -> new NotFound("There is no job " + id + ": it never was, or is gone."));
    ActionCounts counts = register.actionCounts(id).orElse(new ActionCounts(0, 0, 0, 0));
    List<JobRun> runs = new ArrayList<>(register.runs(id, RUNS));
    Collections.reverse(runs);
    return new JobModel(
        job,
        situation(job, runs),
        why(job, counts, runs),
        counts,
        filter,
        register.actions(id, filter),
        runs,
        levers(job));
  }

  private String situation(JobView job, List<JobRun> runs) {
    Instant now = clock.instant();
    String node = runs.isEmpty() ? null : runs.get(0).node();
    return switch (job.status()) {
      case CREATING ->
          node == null || runs.get(0).endedAt() != null
              ? "Its actions are being listed; it is not published yet"
              : "Its actions are being listed on " + node;
      case WAITING -> waiting(job, now);
      case STARTED ->
          "Running on " + node + " for " + Texts.took(runs.get(0).claimedAt(), null, now);
      case STOPPED -> "Halted by an operator until it is resumed";
      case ERROR ->
          job.runAt() == null
              ? "To be tried again"
              : "Next try " + Numbers.relative(job.runAt(), now);
      case FINISHED, FAIL ->
          "Ended " + (job.finishTime() == null ? "" : Numbers.relative(job.finishTime(), now));
    };
  }

  private String waiting(JobView job, Instant now) {
    for (TypeStatus type : register.types()) {
      if (type.type().equals(job.type()) && type.noAgentSince() != null) {
        return "No agent for its type is deployed since "
            + Numbers.utc(type.noAgentSince())
            + " UTC";
      }
    }
    return job.runAt() != null && job.runAt().isAfter(now)
        ? "Due " + Numbers.relative(job.runAt(), now)
        : "Ready to run";
  }

  private List<Why> why(JobView job, ActionCounts counts, List<JobRun> runs) {
    List<Why> why = new ArrayList<>();
    if (job.status() == JobStatus.ERROR
        || job.status() == JobStatus.FAIL
        || job.status() == JobStatus.STOPPED) {
      runs.stream()
          .filter(run -> run.endedAt() != null)
          .findFirst()
          .filter(run -> run.code() != null || run.reason() != null)
          .ifPresent(
              run -> why.add(new Why("Last entry: " + run.cause(), run.code(), run.reason())));
    }
    if (counts.failed() > 0) {
      why.addAll(reasons(job.id(), ActionStatus.FAIL));
    }
    if (counts.error() > 0) {
      why.addAll(reasons(job.id(), ActionStatus.ERROR));
    }
    return why;
  }

  /** The most frequent reasons of actions in that status. */
  private List<Why> reasons(long jobId, ActionStatus status) {
    Map<List<String>, Integer> counts = new LinkedHashMap<>();
    for (ActionView action : lookedAt(jobId, status)) {
      List<String> reason = new ArrayList<>();
      reason.add(action.code());
      reason.add(action.reason());
      counts.merge(reason, 1, Integer::sum);
    }
    String word = status == ActionStatus.FAIL ? " failed" : " in error";
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().get(0) != null || entry.getKey().get(1) != null)
        .sorted(Map.Entry.<List<String>, Integer>comparingByValue().reversed())
        .limit(REASONS)
        .map(
            entry ->
                new Why(
                    Texts.count(entry.getValue(), "action", "actions") + word,
                    entry.getKey().get(0),
                    entry.getKey().get(1)))
        .toList();
  }

  /** In a job of very many actions a look may take too long: then the page goes without. */
  private List<ActionView> lookedAt(long jobId, ActionStatus status) {
    try {
      ActionFilter filter = new ActionFilter(status, null, null, FAILURES_LOOKED_AT);
      return register.actions(jobId, filter).rows();
    } catch (RegisterDown e) {
      if (e.isSlow()) {
        return List.of();
      }
      throw e;
    }
  }

  /** The operators' functions that apply to a job in its status. */
  private static List<Lever> levers(JobView job) {
    return switch (job.status()) {
      case WAITING, STARTED, ERROR ->
          List.of(lever("Stop it; a running one stops as soon as its agent can", "stop_job", job));
      case STOPPED -> List.of(lever("Let it go on", "resume_job", job));
      case FAIL -> List.of(lever("Give its failed actions another chance", "redrive_job", job));
      case CREATING, FINISHED -> List.of();
    };
  }

  private static Lever lever(String does, String function, JobView job) {
    return new Lever(does, "select gvp_jobs." + function + "(" + job.id() + ", 'your reason');");
  }
}
