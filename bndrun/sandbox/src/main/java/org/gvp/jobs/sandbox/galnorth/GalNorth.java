package org.gvp.jobs.sandbox.galnorth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.gvp.jobs.sandbox.galnorth.FilmStore.Stored;

/**
 * GAL North's catalogue, by its contract. A film, its fence, the answer kept under the idempotency
 * key and the row in the log of effects are one transaction. Thread-safe.
 */
final class GalNorth {
  /** Its name in the log of effects and in the faults. */
  static final String PEER = "gal-north";

  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataSource pool;
  private final FilmStore store = new FilmStore();

  GalNorth(DataSource pool) {
    this.pool = pool;
  }

  /** Takes a film, once per content; logs what came of it. */
  Answer put(PutFilm request) throws SQLException {
    try {
      if (request.mistake() != null) {
        throw request.mistake();
      }
      ObjectNode film = FilmReader.read(request.body());
      checkKey(request, film);
      return apply(request, film);
    } catch (Refusal e) {
      return refuse(request, e.answer());
    }
  }

  /** Logs that a request is not done, and passes on what it is answered. */
  Answer refuse(PutFilm request, Answer answer) throws SQLException {
    ObjectNode detail = JSON.createObjectNode().put("uniqueId", request.uniqueId());
    detail.put("status", answer.status()).setAll(answer.body());
    try (Connection connection = pool.getConnection()) {
      request.effect("refused", detail.toString()).log(connection);
    }
    return answer;
  }

  private static void checkKey(PutFilm request, ObjectNode film) {
    String due = request.uniqueId() + ":" + film.get("contentHash").textValue();
    if (!due.equals(request.key())) {
      throw new Refusal(
          422,
          "key-mismatch",
          "Idempotency-Key",
          "Idempotency-Key is not <uniqueId>:<contentHash> of this request, " + due);
    }
  }

  private Answer apply(PutFilm request, ObjectNode film) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        store.lock(connection, request.uniqueId());
        Answer answer = apply(connection, request, film);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  private Answer apply(Connection connection, PutFilm request, ObjectNode film)
      throws SQLException {
    Optional<Stored> stored = store.find(connection, request.uniqueId());
    if (stored.isEmpty()) {
      return accept(connection, request, film);
    }
    Stored current = stored.get();
    if (current.contentHash().equals(film.get("contentHash").textValue())) {
      return replay(connection, request, film, current);
    }
    if (current.isFencedOff(request.origin())) {
      throw new Refusal(
          409,
          "stale-run",
          null,
          "film %s was put by job %d, token %d; job %d, token %d is refused"
              .formatted(
                  request.uniqueId(),
                  current.job(),
                  current.token(),
                  request.origin().jobId(),
                  request.origin().token()));
    }
    return accept(connection, request, film);
  }

  private Answer replay(Connection connection, PutFilm request, ObjectNode film, Stored current)
      throws SQLException {
    if (!current.film().equals(reread(film))) {
      throw new Refusal(
          422, "key-reused", null, "the film has this key already, with another content");
    }
    store.raiseFence(connection, request);
    ObjectNode answer = store.answer(connection, request.key()).put("replayed", true);
    request.effect("replay", answer.toString()).log(connection);
    return new Answer(200, answer);
  }

  private Answer accept(Connection connection, PutFilm request, ObjectNode film)
      throws SQLException {
    long version = store.put(connection, request, film);
    ObjectNode answer = JSON.createObjectNode().put("uniqueId", request.uniqueId());
    answer.put("version", version).put("contentHash", film.get("contentHash").textValue());
    answer.put("replayed", false);
    store.keepAnswer(connection, request.key(), film, answer);
    request.effect("accepted", answer.toString()).log(connection);
    return new Answer(version == 1 ? 201 : 200, answer);
  }

  /** The film as it was accepted last. */
  Answer get(String uniqueId) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return store
          .find(connection, uniqueId)
          .map(film -> new Answer(200, film.toJson()))
          .orElseGet(() -> Answer.refused(404, "not-found", "there is no film " + uniqueId));
    }
  }

  /** A page of films in the order of their unique ids: those behind {@code after}. */
  Answer list(String after, String limit) throws SQLException {
    int size = pageSize(limit);
    if (size < 1 || size > MAX_LIMIT) {
      String detail = "limit is not within 1 to " + MAX_LIMIT + ": " + limit;
      return Answer.refused(400, "malformed-query", "limit", detail);
    }
    List<Stored> films;
    try (Connection connection = pool.getConnection()) {
      films = store.list(connection, after == null ? "" : after, size + 1);
    }
    ObjectNode page = JSON.createObjectNode();
    ArrayNode shown = page.putArray("films");
    films.stream().limit(size).forEach(film -> shown.add(film.toJson()));
    if (films.size() > size) {
      page.put("next", films.get(size - 1).uniqueId());
    }
    return new Answer(200, page);
  }

  private static int pageSize(String limit) {
    try {
      return limit == null ? DEFAULT_LIMIT : Integer.parseInt(limit);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** As the database gives it back: numbers must not differ by the way they came. */
  private static ObjectNode reread(ObjectNode film) {
    try {
      return (ObjectNode) JSON.readTree(film.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a film that was read before cannot be read again", e);
    }
  }
}
