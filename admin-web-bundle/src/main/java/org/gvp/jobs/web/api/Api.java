package org.gvp.jobs.web.api;

import java.io.IOException;
import java.util.List;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.query.PauseRow;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.NotFound;
import org.gvp.jobs.web.http.Request;
import org.gvp.jobs.web.view.ActionView;
import org.gvp.jobs.web.view.Filters;
import org.gvp.jobs.web.view.JobView;
import org.gvp.jobs.web.view.Links;
import org.gvp.jobs.web.view.Register;

/** The JSON API: the pages' filters and cursors, the same masking. Thread-safe. */
public final class Api {
  private static final int RUNS = 200;

  private final Register register;

  /** Of a register. */
  public Api(Register register) {
    this.register = register;
  }

  /** Jobs by filter. */
  public Answer jobs(Request request) {
    JobFilter filter = Filters.jobs(request.params());
    Page<JobView> page = register.jobs(filter);
    List<JobView> rows = page.rows();
    String path = request.base() + "/api/v1/jobs";
    String previous =
        page.hasPrevious() && !rows.isEmpty()
            ? Links.jobs(path, filter, null, rows.get(0).id())
            : null;
    String next =
        page.hasNext() && !rows.isEmpty()
            ? Links.jobs(path, filter, rows.get(rows.size() - 1).id(), null)
            : null;
    return Answer.json(
        200,
        Json.object(
            json ->
                json.list("jobs", rows, (item, job) -> listed(request, item, job))
                    .put("previous", previous)
                    .put("next", next)));
  }

  /** One job with its counts and runs. */
  public Answer job(Request request, String text) {
    request.params().allow();
    long id = Filters.jobId(text);
    JobView job = find(id);
    ActionCounts counts = register.actionCounts(id).orElse(new ActionCounts(0, 0, 0, 0));
    List<JobRun> runs = register.runs(id, RUNS);
    return Answer.json(
        200,
        Json.object(
            json -> {
              fields(json, job);
              json.put("parameters", job.parameters()).put("configuration", job.configuration());
              json.object(
                  "action_counts",
                  body ->
                      body.put("total", counts.total())
                          .put("finished", counts.finished())
                          .put("failed", counts.failed())
                          .put("error", counts.error())
                          .put("waiting", counts.waiting()));
              json.list("runs", runs, Api::run);
              json.put("actions_url", request.base() + "/api/v1/jobs/" + id + "/actions");
            }));
  }

  /** A job's actions by filter. */
  public Answer actions(Request request, String text) {
    long id = Filters.jobId(text);
    ActionFilter filter = Filters.actions(request.params());
    find(id);
    Page<ActionView> page = register.actions(id, filter);
    List<ActionView> rows = page.rows();
    String path = request.base() + "/api/v1/jobs/" + id + "/actions";
    String previous =
        page.hasPrevious() && !rows.isEmpty()
            ? Links.actions(path, filter, null, rows.get(0).actionNo())
            : null;
    String next =
        page.hasNext() && !rows.isEmpty()
            ? Links.actions(path, filter, rows.get(rows.size() - 1).actionNo(), null)
            : null;
    return Answer.json(
        200,
        Json.object(
            json ->
                json.put("job_id", id)
                    .list("actions", rows, Api::action)
                    .put("previous", previous)
                    .put("next", next)));
  }

  /** The agents, and the types that they serve or ought to. */
  public Answer agents(Request request) {
    request.params().allow();
    List<AgentRow> agents = register.agents();
    List<TypeStatus> types = register.types();
    return Answer.json(
        200,
        Json.object(
            json -> json.list("agents", agents, Api::agent).list("types", types, Api::type)));
  }

  /** The daemons. */
  public Answer nodes(Request request) {
    request.params().allow();
    List<NodeRow> nodes = register.nodes();
    return Answer.json(200, Json.object(json -> json.list("nodes", nodes, Api::node)));
  }

  /** The schedules. */
  public Answer schedules(Request request) {
    request.params().allow();
    List<ScheduleRow> schedules = register.schedules();
    return Answer.json(200, Json.object(json -> json.list("schedules", schedules, Api::schedule)));
  }

  /** What is paused. */
  public Answer pauses(Request request) {
    request.params().allow();
    List<PauseRow> pauses = register.pauses();
    return Answer.json(200, Json.object(json -> json.list("pauses", pauses, Api::pause)));
  }

  private JobView find(long id) {
    return register
        .job(id)
        .orElseThrow(() -> new NotFound("There is no job " + id + ": it never was, or is gone."));
  }

  private static void listed(Request request, Json json, JobView job) throws IOException {
    fields(json, job);
    json.put("failed_actions", job.failedActions())
        .put("reason", job.reason())
        .put("url", request.base() + "/api/v1/jobs/" + job.id());
  }

  private static void fields(Json json, JobView job) throws IOException {
    json.put("id", job.id())
        .put("name", job.name())
        .put("job_type", job.type().jobType())
        .put("custom_type", job.type().customType())
        .put("status", job.status().label())
        .put("start_time", job.startTime())
        .put("finish_time", job.finishTime())
        .put("media_type", job.mediaType())
        .put("reference_id", job.referenceId())
        .put("priority", job.priority())
        .put("run_at", job.runAt())
        .put("attempts", job.attempts())
        .put("created_at", job.createdAt())
        .put("actions", job.actions());
  }

  private static void run(Json json, JobRun run) throws IOException {
    json.put("token", run.token())
        .put("claimed_at", run.claimedAt())
        .put("ended_at", run.endedAt())
        .put("from_status", run.from().label())
        .put("to_status", run.to())
        .put("cause", run.cause())
        .put("node", run.node())
        .put("agent", run.agent())
        .put("code", run.code())
        .put("reason", run.reason());
  }

  private static void action(Json json, ActionView action) throws IOException {
    json.put("action_no", action.actionNo())
        .put("action_type", action.actionType())
        .put("label", action.label())
        .put("media_type", action.mediaType())
        .put("reference_id", action.referenceId())
        .put("status", action.status().label())
        .put("start_date", action.startDate())
        .put("end_date", action.endDate())
        .put("number_of_retries", action.numberOfRetries())
        .put("parameters", action.parameters())
        .put("results", action.results())
        .put("attempt", action.attempt())
        .put("code", action.code())
        .put("reason", action.reason())
        .put("next_try", action.nextTry());
  }

  private static void agent(Json json, AgentRow agent) throws IOException {
    json.put("node", agent.node())
        .put("file", agent.file())
        .put("symbolic_name", agent.symbolicName())
        .put("version", agent.version())
        .put("state", agent.state())
        .put("code", agent.code())
        .put("reason", agent.reason())
        .texts("types", agent.types())
        .put("since", agent.since());
  }

  private static void type(Json json, TypeStatus type) throws IOException {
    json.put("job_type", type.type().jobType())
        .put("custom_type", type.type().customType())
        .put("open_jobs", type.open())
        .put("serving_nodes", type.servingNodes())
        .put("no_agent_since", type.noAgentSince());
  }

  private static void node(Json json, NodeRow node) throws IOException {
    json.put("node", node.node())
        .put("incarnation", node.incarnation())
        .put("version", node.version())
        .put("started_at", node.startedAt())
        .put("lease_until", node.leaseUntil())
        .put("alive", node.alive());
  }

  private static void schedule(Json json, ScheduleRow schedule) throws IOException {
    json.put("name", schedule.name())
        .put("job_type", schedule.type().jobType())
        .put("custom_type", schedule.type().customType())
        .put("cron", schedule.cron())
        .put("zone", schedule.zone())
        .put("enabled", schedule.enabled())
        .put("next_fire", schedule.nextFire())
        .put("last_fire", schedule.lastFire())
        .put("last_job_id", schedule.lastJobId())
        .put("last_outcome", schedule.lastOutcome());
  }

  private static void pause(Json json, PauseRow pause) throws IOException {
    json.put("scope", pause.scope())
        .put("name", pause.name())
        .put("custom_type", pause.customType())
        .put("actor", pause.actor())
        .put("since", pause.since())
        .put("reason", pause.reason())
        .put("undo", pause.undo());
  }
}
