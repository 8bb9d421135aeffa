package org.gvp.jobs.sandbox.galnorth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gvp.jobs.sandbox.store.Effect.Origin;

/** GAL North's tables, within the transaction of the given connection. */
final class FilmStore {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A film as it is stored.
   *
   * @param job the job of its fence
   * @param token the token of its fence
   */
  record Stored(
      String uniqueId,
      long version,
      String contentHash,
      ObjectNode film,
      long job,
      long token,
      OffsetDateTime updatedAt) {

    /** Whether a run comes before the one that the fence stands at. */
    boolean isFencedOff(Origin run) {
      return run.jobId() < job || (run.jobId() == job && run.token() < token);
    }

    /** As the contract shows it. */
    ObjectNode toJson() {
      ObjectNode json = JSON.createObjectNode().put("uniqueId", uniqueId).put("version", version);
      json.put("updatedAt", updatedAt.toInstant().toString());
      json.set("film", film);
      return json;
    }
  }

  private static final String PUT =
      """
      insert into sandbox.gal_north_film as f
        (unique_id, version, content_hash, film, fence_job, fence_token)
      values (?, 1, ?, ?::jsonb, ?, ?)
      on conflict (unique_id) do update
        set version = f.version + 1, content_hash = excluded.content_hash, film = excluded.film,
            fence_job = excluded.fence_job, fence_token = excluded.fence_token,
            updated_at = clock_timestamp()
      returning version
      """;

  private static final String KEEP_ANSWER =
      """
      insert into sandbox.gal_north_key (key, film, answer) values (?, ?::jsonb, ?::jsonb)
      on conflict (key) do update
        set film = excluded.film, answer = excluded.answer, at = clock_timestamp()
      """;

  /** Lets requests about one film through one after the other, until the transaction ends. */
  void lock(Connection connection, String uniqueId) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(1735813488, hashtext(?))")) {
      lock.setString(1, uniqueId);
      lock.execute();
    }
  }

  Optional<Stored> find(Connection connection, String uniqueId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select * from sandbox.gal_north_film where unique_id = ?")) {
      select.setString(1, uniqueId);
      return read(select).stream().findFirst();
    }
  }

  /** The films behind a unique id, in the order of theirs. */
  List<Stored> list(Connection connection, String after, int limit) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select * from sandbox.gal_north_film where unique_id > ? order by unique_id limit ?")) {
      select.setString(1, after);
      select.setInt(2, limit);
      return read(select);
    }
  }

  private static List<Stored> read(PreparedStatement select) throws SQLException {
    List<Stored> films = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        films.add(
            new Stored(
                row.getString("unique_id"),
                row.getLong("version"),
                row.getString("content_hash"),
                object(row.getString("film")),
                row.getLong("fence_job"),
                row.getLong("fence_token"),
                row.getObject("updated_at", OffsetDateTime.class)));
      }
    }
    return films;
  }

  /** Takes the film in and answers which version of it that is, from 1. */
  long put(Connection connection, PutFilm request, ObjectNode film) throws SQLException {
    try (PreparedStatement put = connection.prepareStatement(PUT)) {
      put.setString(1, request.uniqueId());
      put.setString(2, film.get("contentHash").textValue());
      put.setString(3, film.toString());
      put.setLong(4, request.origin().jobId());
      put.setLong(5, request.origin().token());
      try (ResultSet rows = put.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  void raiseFence(Connection connection, PutFilm request) throws SQLException {
    try (PreparedStatement raise =
        connection.prepareStatement(
            "update sandbox.gal_north_film set fence_job = ?, fence_token = ?"
                + " where unique_id = ? and (fence_job, fence_token) < (?, ?)")) {
      raise.setLong(1, request.origin().jobId());
      raise.setLong(2, request.origin().token());
      raise.setString(3, request.uniqueId());
      raise.setLong(4, request.origin().jobId());
      raise.setLong(5, request.origin().token());
      raise.executeUpdate();
    }
  }

  void keepAnswer(Connection connection, String key, ObjectNode film, ObjectNode answer)
      throws SQLException {
    try (PreparedStatement keep = connection.prepareStatement(KEEP_ANSWER)) {
      keep.setString(1, key);
      keep.setString(2, film.toString());
      keep.setString(3, answer.toString());
      keep.executeUpdate();
    }
  }

  /** The answer last given under a key. */
  ObjectNode answer(Connection connection, String key) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("select answer from sandbox.gal_north_key where key = ?")) {
      select.setString(1, key);
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("no answer is kept under " + key);
        }
        return object(rows.getString(1));
      }
    }
  }

  private static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("GAL North's store holds what is no JSON: " + json, e);
    }
  }
}
