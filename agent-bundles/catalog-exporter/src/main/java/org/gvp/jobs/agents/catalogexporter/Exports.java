package org.gvp.jobs.agents.catalogexporter;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import org.gvp.jobs.platform.galnorth.Film;
import org.gvp.jobs.platform.mib.Movie;

/** What GAL North has accepted of the films, in one transaction. */
final class Exports {
  /**
   * The films in stock that were never accepted, or that MiB has touched since: their content may
   * have changed. All, or the one with that number; in the order of the changes.
   */
  static final String CHANGED =
      "select "
          + Movie.COLUMNS
          + """
          , e.content_hash
          from mib.movie m left join mib.catalog_export e on e.movie_id = m.id
          where m.status = 'Available in Stock' and m.id = coalesce(?::bigint, m.id)
            and m.last_update is distinct from e.film_version
          order by m.last_update, m.id
          """;

  private static final String FILM = "select " + Movie.COLUMNS + " from mib.movie m where m.id = ?";

  /** Any number that nobody else locks by. */
  private static final int LOCK_SPACE = 0x47414c4e;

  private final Connection connection;

  Exports(Connection connection) {
    this.connection = connection;
  }

  /** Waits until nobody else exports that film; until the transaction ends. */
  void lock(long id) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, hashint8(?))")) {
      lock.setInt(1, LOCK_SPACE);
      lock.setLong(2, id);
      lock.execute();
    }
  }

  /** The film as it is now, or null. */
  Movie film(long id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FILM)) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Movie.of(row) : null;
      }
    }
  }

  /** What GAL North accepted last, or null. */
  String acceptedHash(long id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select content_hash from mib.catalog_export where movie_id = ?")) {
      select.setLong(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /** Notes that GAL North has this film. */
  void note(Movie film) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into mib.catalog_export (movie_id, content_hash, exported_at, film_version)
            values (?, ?, clock_timestamp(), ?)
            on conflict (movie_id) do update set content_hash = excluded.content_hash,
              exported_at = excluded.exported_at, film_version = excluded.film_version
            """)) {
      insert.setLong(1, film.id());
      insert.setString(2, film.contentHash());
      insert.setObject(3, film.lastUpdate().atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
  }

  /** A film as GAL North takes it. */
  static Film message(Movie film) {
    return new Film(
        film.uniqueId(),
        film.title(),
        film.originalTitle(),
        film.releaseDate(),
        film.runningTimeMin(),
        film.rating(),
        film.genre(),
        film.director(),
        film.distributor(),
        film.imdbRating(),
        film.licenceStart(),
        film.licenceEnd(),
        film.contentHash());
  }
}
