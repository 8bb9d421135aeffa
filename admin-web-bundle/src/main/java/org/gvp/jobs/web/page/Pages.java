package org.gvp.jobs.web.page;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobFilter;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.Page;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.StatusCount;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.Request;
import org.gvp.jobs.web.model.JobModel;
import org.gvp.jobs.web.model.JobsModel;
import org.gvp.jobs.web.model.OverviewModel;
import org.gvp.jobs.web.model.Settings;
import org.gvp.jobs.web.model.Shell;
import org.gvp.jobs.web.template.JteaboutGenerated;
import org.gvp.jobs.web.template.JteagentsGenerated;
import org.gvp.jobs.web.template.JteerrorGenerated;
import org.gvp.jobs.web.template.JtejobGenerated;
import org.gvp.jobs.web.template.JtejobsGenerated;
import org.gvp.jobs.web.template.JtenodesGenerated;
import org.gvp.jobs.web.template.JteoverviewGenerated;
import org.gvp.jobs.web.template.JteschedulesGenerated;
import org.gvp.jobs.web.view.Check;
import org.gvp.jobs.web.view.Drift;
import org.gvp.jobs.web.view.Filters;
import org.gvp.jobs.web.view.Health;
import org.gvp.jobs.web.view.JobView;
import org.gvp.jobs.web.view.Register;
import org.gvp.jobs.web.view.RegisterDown;

/** The pages. Thread-safe. */
public final class Pages {
  private static final int RECENT = 12;

  private final Register register;
  private final Health health;
  private final JobPage jobPage;
  private final Clock clock;
  private final Settings settings;

  /** Of a register, for the daemon with those settings. */
  public Pages(Register register, Health health, Clock clock, Settings settings) {
    this.register = register;
    this.health = health;
    this.jobPage = new JobPage(register, clock);
    this.clock = clock;
    this.settings = settings;
  }

  /** Whether all is well. */
  public Answer overview(Request request) {
    request.params().allow();
    Instant asked = clock.instant();
    List<NodeRow> nodes = register.nodes();
    long millis = Duration.between(asked, clock.instant()).toMillis();
    List<TypeStatus> types = orEmpty(register::types);
    List<AgentRow> agents = register.agents();
    List<ScheduleRow> schedules = register.schedules();
    List<StatusCount> counts = orEmpty(register::statusCounts);
    List<JobView> recent = orEmpty(() -> register.jobs(JobFilter.newest(RECENT)).rows());
    OverviewModel model =
        new OverviewModel(
            health.troubles(nodes, types, agents, schedules, register.pauses()),
            millis,
            nodes,
            agents,
            types,
            counts,
            recent,
            schedules);
    Shell shell = shell(request, "Overview", "/");
    return page(200, out -> JteoverviewGenerated.render(out, null, shell, model));
  }

  /** A part that takes too long is left out, and the page says so; the rest is shown. */
  private static <T> List<T> orEmpty(Supplier<List<T>> part) {
    try {
      return part.get();
    } catch (RegisterDown e) {
      if (e.isSlow()) {
        return List.of();
      }
      throw e;
    }
  }

  /** Jobs by filter. */
  public Answer jobs(Request request) {
    JobFilter filter = Filters.jobs(request.params());
    Page<JobView> page = register.jobs(filter);
    boolean filtered =
        !filter.equals(
            new JobFilter(
                null,
                null,
                null,
                null,
                null,
                null,
                filter.olderThan(),
                filter.newerThan(),
                filter.limit()));
    JobsModel model = new JobsModel(filter, page, filtered);
    Shell shell = shell(request, "Jobs", "/jobs");
    return page(200, out -> JtejobsGenerated.render(out, null, shell, model));
  }

  /** One job. */
  public Answer job(Request request, String id) {
    JobModel model = jobPage.model(Filters.jobId(id), Filters.actions(request.params()));
    Shell shell = shell(request, "Job " + id + " " + model.job().name(), "/jobs");
    return page(200, out -> JtejobGenerated.render(out, null, shell, model));
  }

  /** The agents. */
  public Answer agents(Request request) {
    request.params().allow();
    List<AgentRow> agents = register.agents();
    List<TypeStatus> types = register.types();
    List<Check> pauses = paused("type");
    Shell shell = shell(request, "Agents", "/agents");
    return page(
        200,
        out ->
            JteagentsGenerated.render(out, null, shell, agents, types, pauses, Drift.of(agents)));
  }

  /** The daemons. */
  public Answer nodes(Request request) {
    request.params().allow();
    List<NodeRow> nodes = register.nodes();
    List<Check> pauses = paused("node");
    Shell shell = shell(request, "Nodes", "/nodes");
    return page(200, out -> JtenodesGenerated.render(out, null, shell, nodes, pauses));
  }

  /** The schedules. */
  public Answer schedules(Request request) {
    request.params().allow();
    List<ScheduleRow> schedules = register.schedules();
    List<Check> pauses = paused("schedule");
    Shell shell = shell(request, "Schedules", "/schedules");
    return page(200, out -> JteschedulesGenerated.render(out, null, shell, schedules, pauses));
  }

  /** The pauses of that scope, and those of everything. */
  private List<Check> paused(String scope) {
    return register.pauses().stream()
        .filter(pause -> pause.scope().equals("all") || pause.scope().equals(scope))
        .map(Health::paused)
        .toList();
  }

  /** What this is; needs no register. */
  public Answer about(Request request) {
    request.params().allow();
    Shell shell = shell(request, "About", "/about");
    return page(200, out -> JteaboutGenerated.render(out, null, shell, settings));
  }

  /** What went wrong, in the same design. */
  public Answer error(Request request, int status, String title, String detail) {
    Shell shell = shell(request, title, null);
    return page(status, out -> JteerrorGenerated.render(out, null, shell, status, title, detail));
  }

  private Shell shell(Request request, String title, String active) {
    return new Shell(
        title, active, request.base(), settings.version(), settings.node(), clock.instant());
  }

  private static Answer page(int status, Renderer renderer) {
    StringOutput out = new StringOutput(32 * 1024);
    renderer.render(new OwaspHtmlTemplateOutput(out));
    return Answer.html(status, out.toString());
  }

  private interface Renderer {
    void render(OwaspHtmlTemplateOutput out);
  }
}
