package org.gvp.jobs.web;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.web.api.Api;
import org.gvp.jobs.web.api.HealthApi;
import org.gvp.jobs.web.api.Problem;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.Authenticator;
import org.gvp.jobs.web.http.BadRequest;
import org.gvp.jobs.web.http.Handler;
import org.gvp.jobs.web.http.NotFound;
import org.gvp.jobs.web.http.Request;
import org.gvp.jobs.web.http.Router;
import org.gvp.jobs.web.mask.Masker;
import org.gvp.jobs.web.model.Assets;
import org.gvp.jobs.web.model.Settings;
import org.gvp.jobs.web.page.Pages;
import org.gvp.jobs.web.view.Health;
import org.gvp.jobs.web.view.Register;
import org.gvp.jobs.web.view.RegisterDown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the web answers, from the request to the answer: who may look, what there is at a
 * path, and what is said when something is wrong. Knows no servlets. Thread-safe.
 */
public final class Site {
  private static final Logger LOG = LoggerFactory.getLogger(Site.class);
  private static final String ALLOWED = "GET, HEAD";

  private final Router router;
  private final Pages pages;
  private final Authenticator authenticator;

  /** Whether the last thing said about the register was that it does not answer. */
  private final AtomicBoolean down = new AtomicBoolean();

  /**
   * The site of a daemon.
   *
   * @param query the register, or null while there is none
   * @param clock what time it is
   * @param settings what the daemon was started with
   * @param authenticator who may look
   */
  public Site(
      Supplier<JobQuery> query, Clock clock, Settings settings, Authenticator authenticator) {
    Register register = new Register(query, new Masker(), this::answered);
    this.pages = new Pages(register, new Health(clock), clock, settings);
    this.authenticator = authenticator;
    this.router = routes(register, settings);
  }

  private Router routes(Register register, Settings settings) {
    Api api = new Api(register);
    HealthApi health = new HealthApi(register, settings.node());
    return new Router()
        .add("/", pages::overview)
        .add("/jobs", pages::jobs)
        .add("/jobs/{id}", pages::job)
        .add("/schedules", pages::schedules)
        .add("/agents", pages::agents)
        .add("/nodes", pages::nodes)
        .add("/about", pages::about)
        .add("/api/v1/jobs", api::jobs)
        .add("/api/v1/jobs/{id}", api::job)
        .add("/api/v1/jobs/{id}/actions", api::actions)
        .add("/api/v1/agents", api::agents)
        .add("/api/v1/nodes", api::nodes)
        .add("/api/v1/schedules", api::schedules)
        .add("/api/v1/pauses", api::pauses)
        .add("/health/live", health::live)
        .add("/health/ready", request -> health.ready(request, authenticator.admits(request)))
        .add("/assets/{name}", (request, name) -> Assets.answer(name));
  }

  private void answered() {
    if (down.compareAndSet(true, false)) {
      LOG.info("the register answers again");
    }
  }

  /** The paths there are. */
  public List<String> paths() {
    return router.paths();
  }

  /** The answer, whatever happens. */
  public Answer answer(Request request) {
    try {
      if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
        return error(
                request,
                405,
                "This only reads",
                request.method() + " is not possible here: ask with GET or HEAD.",
                null)
            .with("Allow", ALLOWED);
      }
      if (!isOpen(request) && !authenticator.admits(request)) {
        return unauthorized(request);
      }
      return find(request).answer(request);
    } catch (NotFound e) {
      return error(request, 404, "Not found", e.getMessage(), null);
    } catch (BadRequest e) {
      return error(request, 400, "That cannot be asked", e.getMessage(), e.parameter());
    } catch (RegisterDown e) {
      return down(request, e);
    } catch (RuntimeException e) {
      LOG.error("{} {} could not be answered", request.method(), request.path(), e);
      return error(
          request,
          500,
          "Something is wrong in the web view",
          "This page could not be made; the daemon itself goes on. Its log has the details.",
          null);
    }
  }

  private Handler find(Request request) {
    return router
        .find(request.path())
        .orElseThrow(() -> new NotFound("There is nothing at " + request.path() + "."));
  }

  /** Style sheets hold nothing to hide, and probes bring no password. */
  private static boolean isOpen(Request request) {
    return request.path().startsWith("/assets/") || request.path().startsWith("/health/");
  }

  private Answer unauthorized(Request request) {
    String detail =
        authenticator.isClosed()
            ? "This view is closed: no password is set. Set one and start the daemon again."
            : "Who are you? The user is "
                + Authenticator.USER
                + ", with the daemon's web password.";
    return error(request, 401, "Please sign in", detail, null)
        .with("WWW-Authenticate", "Basic realm=\"GVP Jobs\", charset=\"UTF-8\"");
  }

  private Answer down(Request request, RegisterDown e) {
    if (e.isSlow()) {
      LOG.info("{} {} stopped: {}", request.method(), request.path(), e.getMessage());
      return error(
              request,
              503,
              "This took too long",
              "The register was given a second and did not get through: "
                  + e.getMessage()
                  + ". Narrow the question: add a status, a job type or a reference id.",
              null)
          .with("Retry-After", "5");
    }
    if (down.compareAndSet(false, true)) {
      LOG.warn("the register does not answer: {}", e.getMessage(), e.getCause());
    }
    return error(
            request,
            503,
            "The register cannot be reached",
            e.getMessage()
                + " Jobs and their state are safe in the database; this page works again as soon"
                + " as the daemon reaches it.",
            null)
        .with("Retry-After", "5");
  }

  private Answer error(Request request, int status, String title, String detail, String parameter) {
    return request.isApi()
        ? Problem.answer(status, title, detail, parameter)
        : pages.error(request, status, title, detail);
  }
}
