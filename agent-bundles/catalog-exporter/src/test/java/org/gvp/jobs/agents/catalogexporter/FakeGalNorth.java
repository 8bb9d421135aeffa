package org.gvp.jobs.agents.catalogexporter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gvp.jobs.platform.testsupport.PeerServer.Answer;
import org.gvp.jobs.platform.testsupport.PeerServer.Request;

/** GAL North's side of the contract: versions, replays and the fence. */
final class FakeGalNorth {
  /** A film as it is there. */
  record Stored(String key, JsonNode body, int version, long job, int token) {
    boolean isBehind(long otherJob, int otherToken) {
      return job < otherJob || (job == otherJob && token <= otherToken);
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Stored> films = new ConcurrentHashMap<>();

  Stored film(String uniqueId) {
    return films.get(uniqueId);
  }

  int size() {
    return films.size();
  }

  synchronized Answer answer(Request request) {
    String id = request.path().replaceAll(".*/", "");
    String key = request.header("Idempotency-Key");
    long job = Long.parseLong(request.header("X-GVP-Job"));
    int token = Integer.parseInt(request.header("X-GVP-Token"));
    JsonNode body = parse(request.body());
    if (body.path("title").asText("").isEmpty()) {
      return Answer.json(422, "{\"error\":\"invalid-film\",\"detail\":\"title is missing\"}");
    }
    Stored stored = films.get(id);
    if (stored != null && stored.key().equals(key)) {
      return accepted(200, id, stored, true);
    }
    if (stored != null && !stored.isBehind(job, token)) {
      return Answer.json(409, "{\"error\":\"stale-run\",\"detail\":\"replaced\"}");
    }
    Stored now = new Stored(key, body, stored == null ? 1 : stored.version() + 1, job, token);
    films.put(id, now);
    return accepted(stored == null ? 201 : 200, id, now, false);
  }

  private static JsonNode parse(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(body, e);
    }
  }

  private static Answer accepted(int status, String id, Stored film, boolean replayed) {
    return Answer.json(
        status,
        "{\"uniqueId\":\"%s\",\"version\":%s,\"contentHash\":\"%s\",\"replayed\":%s}"
            .formatted(id, film.version(), film.body().path("contentHash").asText(), replayed));
  }
}
