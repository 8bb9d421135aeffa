package org.gvp.jobs.sandbox.mib;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.gvp.jobs.sandbox.mib.FilmCatalogue.Film;
import org.gvp.jobs.sandbox.store.Scripts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes schema {@code mib} and fills it, once per database, however many daemons ask for it at
 * once: the others wait until the first has committed. The same clock gives the same rows.
 */
public final class MibFill {
  private static final Logger LOG = LoggerFactory.getLogger(MibFill.class);
  private static final String LOCK = "select pg_advisory_xact_lock(1735813487, 2)";

  private final DataSource database;
  private final Clock clock;

  /** Fills that database, which the sandbox has claimed, with data around the clock's time. */
  public MibFill(DataSource database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Fills it unless that is done already.
   *
   * @return whether it was this call that did it
   */
  public boolean fill() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(LOCK);
        boolean filled = isFilled(statement);
        if (!filled) {
          fill(connection, statement);
        }
        connection.commit();
        return !filled;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private static boolean isFilled(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "select exists (select from sandbox.made_by where filled_at is not null)")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  private void fill(Connection connection, Statement statement) throws SQLException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<Film> films = FilmCatalogue.read(Scripts.read("movies.csv"), now);
    List<Subscription> subscriptions = Subscription.all();
    statement.execute(Scripts.read("mib.sql"));
    rows(films).into(connection, "mib.movie");
    People.rows(now).into(connection, "mib.gvp_users");
    Subscription.rows(subscriptions).into(connection, "mib.gvp_subscriptions");
    Purchases.rows(now, films, subscriptions).into(connection, "mib.gvp_users_purchases");
    statement.execute("analyze mib.movie, mib.gvp_users, mib.gvp_users_purchases");
    try (PreparedStatement mark =
        connection.prepareStatement("update sandbox.made_by set filled_at = ?")) {
      mark.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
      mark.executeUpdate();
    }
    LOG.info(
        "Filled schema mib: {} films, {} users, {} subscriptions, {} purchases",
        films.size(),
        People.COUNT,
        subscriptions.size(),
        Purchases.COUNT);
  }

  private static CopyText rows(List<Film> films) {
    CopyText rows = new CopyText();
    for (Film film : films) {
      rows.add(
          film.id(),
          film.uniqueId(),
          film.title(),
          null,
          "vega-datasets",
          film.status(),
          film.releaseDate(),
          film.runningTimeMin(),
          film.rating(),
          film.genre(),
          film.director(),
          film.distributor(),
          film.imdbRating(),
          film.licenceStart(),
          film.licenceEnd(),
          film.lastUpdate());
    }
    return rows;
  }
}
