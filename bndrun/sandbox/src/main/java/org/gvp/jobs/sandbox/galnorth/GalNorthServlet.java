package org.gvp.jobs.sandbox.galnorth;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.gvp.jobs.sandbox.store.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GAL North over HTTP, faults included. A request that has to wait, for a fault's sake, holds no
 * thread meanwhile: however many clients are kept waiting, the daemon's other pages answer.
 */
public final class GalNorthServlet extends HttpServlet implements AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(GalNorthServlet.class);
  private static final String FILMS = "/v1/catalog/films";
  private static final int MAX_BODY = 1 << 20;
  private static final Answer FAULT =
      Answer.refused(503, "unavailable", "a fault is switched on, by sandbox.set_fault");

  private final transient GalNorth galNorth;
  private final transient Faults faults;
  private final transient ScheduledExecutorService timer;
  private final transient Set<AsyncContext> held = ConcurrentHashMap.newKeySet();

  /**
   * Serves the catalogue in that database.
   *
   * @param pool connections to the database that the sandbox has claimed
   * @param timer wakes the requests that wait; not closed with this
   */
  public GalNorthServlet(DataSource pool, ScheduledExecutorService timer) {
    this.galNorth = new GalNorth(pool);
    this.faults = new Faults(pool, GalNorth.PEER, Math::random);
    this.timer = timer;
  }

  /** Something to be done for a request. */
  private interface Work {
    Answer run() throws SQLException;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Faults.Draw draw;
    try {
      draw = faults.draw();
    } catch (SQLException e) {
      send(response, broken(e));
      return;
    }
    Work work = work(request, draw);
    if (draw.latencyMs() == 0 && draw.holdMs() == 0) {
      send(response, answer(work));
      return;
    }
    AsyncContext waiting = request.startAsync();
    waiting.setTimeout(0);
    held.add(waiting);
    after(draw.latencyMs(), () -> workThenHold(waiting, work, draw));
  }

  private void workThenHold(AsyncContext waiting, Work work, Faults.Draw draw) {
    Answer answer = answer(work);
    after(draw.error() ? 0 : draw.holdMs(), () -> release(waiting, answer));
  }

  private void after(int delayMs, Runnable step) {
    Future<?> unused = timer.schedule(step, delayMs, TimeUnit.MILLISECONDS);
  }

  private void release(AsyncContext waiting, Answer answer) {
    if (!held.remove(waiting)) {
      return;
    }
    try {
      send((HttpServletResponse) waiting.getResponse(), answer);
    } catch (IOException e) {
      LOG.debug("A client of GAL North has gone before its answer came", e);
    } finally {
      waiting.complete();
    }
  }

  /** Lets go of all requests that wait. */
  @Override
  public void close() {
    Answer closing = Answer.refused(503, "unavailable", "the sandbox is being stopped");
    held.forEach(waiting -> release(waiting, closing));
  }

  /** Reads the request at once, for its body cannot be read once its thread has moved on. */
  private Work work(HttpServletRequest request, Faults.Draw draw) throws IOException {
    String path = request.getPathInfo() == null ? "" : request.getPathInfo();
    boolean one = path.startsWith(FILMS + "/") && path.length() > FILMS.length() + 1;
    if (!one && !path.equals(FILMS)) {
      return () ->
          Answer.refused(404, "not-found", "nothing at " + path + "; the catalogue is at " + FILMS);
    }
    String method = request.getMethod();
    String uniqueId = one ? path.substring(FILMS.length() + 1) : null;
    if (one && method.equals("PUT")) {
      return put(request, uniqueId, draw);
    }
    if (!method.equals("GET")) {
      return () -> Answer.refused(405, "method-not-allowed", method + " is not allowed at " + path);
    }
    String after = request.getParameter("after");
    String limit = request.getParameter("limit");
    return () -> draw.error() ? FAULT : one ? galNorth.get(uniqueId) : galNorth.list(after, limit);
  }

  private Work put(HttpServletRequest request, String uniqueId, Faults.Draw draw)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
    PutFilm put =
        PutFilm.of(uniqueId, request::getHeader, new String(body, StandardCharsets.UTF_8));
    if (draw.error()) {
      return () -> galNorth.refuse(put, FAULT);
    }
    if (body.length > MAX_BODY) {
      String detail = "the body is longer than " + MAX_BODY + " bytes";
      return () -> galNorth.refuse(put, Answer.refused(413, "too-large", detail));
    }
    return () -> galNorth.put(put);
  }

  private static Answer answer(Work work) {
    try {
      return work.run();
    } catch (SQLException | RuntimeException e) {
      return broken(e);
    }
  }

  private static Answer broken(Exception e) {
    LOG.warn("GAL North could not do what it was asked", e);
    return Answer.refused(500, "internal", "GAL North's store does not work: " + e.getMessage());
  }

  private static void send(HttpServletResponse response, Answer answer) throws IOException {
    byte[] body = answer.body().toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
