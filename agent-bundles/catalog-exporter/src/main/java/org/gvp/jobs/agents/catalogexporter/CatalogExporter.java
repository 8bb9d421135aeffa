package org.gvp.jobs.agents.catalogexporter;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.platform.galnorth.Caller;
import org.gvp.jobs.platform.galnorth.FilmAccepted;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.galnorth.PeerRefusedException;
import org.gvp.jobs.platform.galnorth.PeerUnavailableException;
import org.gvp.jobs.platform.mib.Labels;
import org.gvp.jobs.platform.mib.Mib;
import org.gvp.jobs.platform.mib.Movie;
import org.gvp.jobs.platform.mib.References;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Brings the films that are in stock to GAL North, if their content has changed since GAL North
 * accepted them last. An action is about one film, by its number in MiB.
 */
@Component
@JobType(value = "ProductsIntegrationCatalogExporter", concurrency = 4)
public final class CatalogExporter implements Agent, Planner {
  private static final String ACTION_TYPE = "CatalogExporter";
  private static final int LONGEST_KEY = 200;

  private final Mib mib;
  private final GalNorth galNorth;

  /** With access to MiB and GAL North. */
  @Activate
  public CatalogExporter(@Reference Mib mib, @Reference GalNorth galNorth) {
    this.mib = mib;
    this.galNorth = galNorth;
  }

  @Override
  public void plan(Job job, ActionSink sink) throws SQLException {
    mib.query(
        Exports.CHANGED,
        row -> {
          Movie film = Movie.of(row);
          if (!film.contentHash().equals(row.getString("content_hash"))) {
            sink.add(listed(film));
          }
          return !sink.stopRequested();
        },
        References.only(job, Movie.MEDIA_TYPE));
  }

  private static NewAction listed(Movie film) {
    String key = key(film);
    return NewAction.of(ACTION_TYPE)
        .withLabel(Labels.of(film.title()))
        .withReference(Movie.MEDIA_TYPE, Long.toString(film.id()))
        // A Unique Id that long is refused when its turn comes, not with all the others here.
        .withKey(key.length() <= LONGEST_KEY ? key : null);
  }

  private static String key(Movie film) {
    return film.uniqueId() + ":" + film.contentHash();
  }

  @Override
  public ActionResult perform(JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    String id = action.referenceId();
    if (!Movie.MEDIA_TYPE.equals(action.mediaType()) || !References.isNumber(id)) {
      return ActionResult.failed(
          "no-film",
          "the action names no film: create the job without actions, or with media type "
              + "Movie and the film's number in MiB as reference id");
    }
    if (context.stopRequested()) {
      return ActionResult.later(context.clock().instant());
    }
    // No inbox: a film may return to an earlier content, and then its key comes again.
    return mib.complete(
        context, connection -> export(connection, Long.parseLong(id), action, context));
  }

  /**
   * One film is exported by one at a time, so that what is noted as accepted last is what GAL North
   * has. The transaction stays open meanwhile, but holds nothing that others in MiB wait for.
   */
  private ActionResult export(
      Connection connection, long id, JobAction action, ActionContext context)
      throws SQLException, InterruptedException {
    Exports exports = new Exports(connection);
    exports.lock(id);
    Movie film = exports.film(id);
    if (film == null || !film.inStock()) {
      return ActionResult.done(
          film == null
              ? "{\"skipped\":\"the film is not in MiB any more\"}"
              : "{\"skipped\":\"the film is not in stock any more\"}");
    }
    String hash = film.contentHash();
    if (hash.equals(exports.acceptedHash(id))) {
      return ActionResult.done("{\"unchanged\":true,\"contentHash\":\"%s\"}".formatted(hash));
    }
    try {
      FilmAccepted accepted =
          galNorth.putFilm(Exports.message(film), key(film), Caller.of(action, context));
      exports.note(film);
      return ActionResult.done(
          "{\"version\":%s,\"contentHash\":\"%s\",\"replayed\":%s}"
              .formatted(accepted.version(), hash, accepted.replayed()));
    } catch (PeerRefusedException e) {
      return ActionResult.failed(e.code(), e.getMessage());
    } catch (PeerUnavailableException e) {
      Instant at = e.retryAfter() == null ? null : context.clock().instant().plus(e.retryAfter());
      return ActionResult.retry(e.getMessage(), at);
    }
  }
}
