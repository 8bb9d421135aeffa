package org.gvp.jobs.sandbox.galnorth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.gvp.jobs.sandbox.TestDatabase;
import org.gvp.jobs.sandbox.store.SandboxClaim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GalNorthTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TestDatabase database;
  private GalNorth galNorth;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.empty();
    new SandboxClaim(database.dataSource()).claim();
    galNorth = new GalNorth(database.pool());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void a_film_is_created_then_replaced_and_can_be_read() throws Exception {
    Answer created = put("MOV1", "h1", 7, 1);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body())
        .isEqualTo(
            JSON.createObjectNode()
                .put("uniqueId", "MOV1")
                .put("version", 1L)
                .put("contentHash", hash("h1"))
                .put("replayed", false));
    Answer replaced =
        galNorth.put(
            request(
                "MOV1",
                "h2",
                "{\"title\":\"1408!\",\"contentHash\":\"" + hash("h2") + "\"}",
                8,
                1));
    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.body().get("version").longValue()).isEqualTo(2);
    ObjectNode stored = galNorth.get("MOV1").body();
    assertThat(stored.get("version").longValue()).isEqualTo(2);
    assertThat(Instant.parse(stored.get("updatedAt").textValue())).isNotNull();
    assertThat(stored.get("film").get("title").textValue()).isEqualTo("1408!");
    assertThat(stored.get("film").has("genre")).as("cleared, for it was absent").isFalse();
    assertThat(galNorth.get("MOV2").status()).isEqualTo(404);
  }

  @Test
  void an_effect_is_logged_with_who_asked_for_it() throws Exception {
    put("MOV1", "h1", 7, 3);
    assertThat(
            database.ask(
                "select concat_ws('|', peer, operation, phase, idempotency_key, job_id, action_no,"
                    + " attempt, token) from sandbox.effect"))
        .isEqualTo("gal-north|put_film|accepted|MOV1:" + hash("h1") + "|7|2|1|3");
  }

  @Test
  void a_key_that_comes_again_is_answered_as_before_and_not_applied_again() throws Exception {
    put("MOV1", "h1", 7, 1);
    Answer replay = put("MOV1", "h1", 7, 5);
    assertThat(replay.status()).isEqualTo(200);
    assertThat(replay.body().get("replayed").booleanValue()).isTrue();
    assertThat(replay.body().get("version").longValue()).isEqualTo(1);
    assertThat(effects()).isEqualTo("accepted replay");
  }

  @Test
  void a_content_that_comes_back_after_another_is_a_new_version() throws Exception {
    put("MOV1", "h1", 7, 1);
    put("MOV1", "h2", 8, 1);
    assertThat(put("MOV1", "h1", 9, 1).body().get("version").longValue()).isEqualTo(3);
    assertThat(stored("MOV1")).isEqualTo(hash("h1"));
    Answer replay = put("MOV1", "h1", 9, 1);
    assertThat(replay.body().get("version").longValue()).isEqualTo(3);
    assertThat(effects()).isEqualTo("accepted accepted accepted replay");
  }

  @Test
  void a_key_that_comes_from_many_at_once_is_applied_once() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(clients.submit(() -> put("MOV1", "h1", 7, 1)));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).isIn(200, 201);
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(count("accepted")).isEqualTo(1);
    assertThat(count("replay")).isEqualTo(39);
  }

  @Test
  void a_run_that_was_replaced_is_refused() throws Exception {
    put("MOV1", "h1", 7, 5);
    Answer stale = put("MOV1", "h2", 7, 4);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.body().get("error").textValue()).isEqualTo("stale-run");
    assertThat(stale.body().get("detail").textValue()).contains("job 7, token 4 is refused");
    assertThat(put("MOV1", "h2", 6, 9).status()).as("an earlier job").isEqualTo(409);
    assertThat(stored("MOV1")).isEqualTo(hash("h1"));
    assertThat(effects()).isEqualTo("accepted refused refused");
    assertThat(put("MOV1", "h2", 7, 5).status()).as("the same run").isEqualTo(200);
    assertThat(put("MOV1", "h3", 8, 1).status()).as("a later job").isEqualTo(200);
    assertThat(put("MOV2", "h1", 1, 1).status()).as("another film").isEqualTo(201);
  }

  @Test
  void a_replay_is_answered_to_any_run_and_raises_the_fence() throws Exception {
    put("MOV1", "h1", 7, 3);
    assertThat(put("MOV1", "h1", 7, 5).status()).isEqualTo(200);
    assertThat(put("MOV1", "h1", 7, 1).status()).isEqualTo(200);
    assertThat(put("MOV1", "h2", 7, 4).status()).isEqualTo(409);
    assertThat(put("MOV1", "h2", 7, 5).status()).isEqualTo(200);
  }

  @Test
  void a_key_used_for_another_content_is_refused() throws Exception {
    put("MOV1", "h1", 7, 1);
    String body = "{\"title\":\"Other\",\"contentHash\":\"" + hash("h1") + "\"}";
    Answer other = galNorth.put(request("MOV1", "h1", body, 7, 1));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body().get("error").textValue()).isEqualTo("key-reused");
    assertThat(effects()).isEqualTo("accepted refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no json | 400 | malformed-body | the body is no JSON",
        "[] | 400 | malformed-body | no JSON object",
        "{'contentHash':'H'} | 422 | invalid-film | title is missing",
        "{'title':'','contentHash':'H'} | 422 | invalid-film | title",
        "{'title':null,'contentHash':'H'} | 422 | invalid-film | title null is not allowed",
        "{'title':1408,'contentHash':'H'} | 422 | invalid-film | title 1408 is not allowed",
        "{'title':'x'} | 422 | invalid-film | contentHash is missing",
        "{'title':'x','contentHash':'h1'} | 422 | invalid-film | contentHash",
        "{'title':'x','contentHash':'H','genre':null} | 422 | invalid-film | genre null",
        "{'title':'x','contentHash':'H','colour':'red'} | 422 | invalid-film | colour is no field",
        "{'title':'x','contentHash':'H','releaseDate':'soon'} | 422 | invalid-film | releaseDate",
        "{'title':'x','contentHash':'H','runningTimeMin':1.5} | 422 | invalid-film | 1.5",
        "{'title':'x','contentHash':'H','imdbRating':11} | 422 | invalid-film | imdbRating 11",
        "{'title':'x','contentHash':'H','licenceEnd':'2027-01-01'} | 422 | invalid-film | licenceEnd",
        "{'title':'x','contentHash':'I'} | 422 | key-mismatch | Idempotency-Key is not"
      })
  void a_bad_film_is_refused_with_a_reason_and_logged(
      String body, int status, String error, String reason) throws Exception {
    String json =
        body.replace("'H'", "'" + hash("h1") + "'")
            .replace("'I'", "'" + hash("h2") + "'")
            .replace('\'', '"');
    Answer answer = galNorth.put(request("MOV1", "h1", json, 7, 1));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body().get("error").textValue()).isEqualTo(error);
    assertThat(answer.body().get("detail").textValue()).contains(reason);
    assertThat(effects()).isEqualTo("refused");
    assertThat(galNorth.get("MOV1").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Idempotency-Key", "X-GVP-Job", "X-GVP-Action", "X-GVP-Attempt", "X-GVP-Token"})
  void a_request_without_one_of_its_headers_or_a_bad_one_is_refused_by_its_name(String header)
      throws Exception {
    Map<String, String> headers = headers("MOV1:" + hash("h1"), 7, 1);
    headers.remove(header);
    Answer missing = galNorth.put(PutFilm.of("MOV1", headers::get, film("h1")));
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.body().get("error").textValue()).isEqualTo("missing-header");
    assertThat(missing.body().get("field").textValue()).isEqualTo(header);
    headers.put(header, "-1");
    Answer malformed = galNorth.put(PutFilm.of("MOV1", headers::get, film("h1")));
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(malformed.body().get("error").textValue()).isEqualTo("malformed-header");
    assertThat(malformed.body().get("detail").textValue()).contains(header);
    assertThat(effects()).isEqualTo("refused refused");
  }

  @Test
  void the_catalogue_is_read_page_by_page() throws Exception {
    for (String id : List.of("C", "a", "B")) {
      put(id, "h1", 7, 1);
    }
    ObjectNode first = galNorth.list(null, "2").body();
    assertThat(first.get("films").findValuesAsText("uniqueId")).containsExactly("B", "C");
    assertThat(first.get("next").textValue()).isEqualTo("C");
    ObjectNode last = galNorth.list("C", "2").body();
    assertThat(last.get("films").findValuesAsText("uniqueId")).containsExactly("a");
    assertThat(last.has("next")).isFalse();
    for (String bad : List.of("0", "-1", "1001", "many")) {
      assertThat(galNorth.list(null, bad).status()).as(bad).isEqualTo(400);
    }
  }

  private Answer put(String uniqueId, String hash, long job, long token) throws SQLException {
    return galNorth.put(request(uniqueId, hash, film(hash), job, token));
  }

  private static String film(String hash) {
    return """
        {"title":"1408","releaseDate":"2007-06-22","runningTimeMin":104,"rating":"PG-13",
         "genre":"Horror","director":"Mikael Håfström","distributor":"MGM","imdbRating":6.8,
         "licenceStart":"2026-01-01T00:00:00Z","contentHash":"%s"}
        """
        .formatted(hash(hash));
  }

  /** A content hash that is told from others by that word. */
  private static String hash(String word) {
    return HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)).repeat(16);
  }

  private String stored(String uniqueId) throws SQLException {
    return galNorth.get(uniqueId).body().get("film").get("contentHash").textValue();
  }

  private static PutFilm request(String id, String hash, String body, long job, long token) {
    return PutFilm.of(id, headers(id + ":" + hash(hash), job, token)::get, body);
  }

  private static Map<String, String> headers(String key, long job, long token) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Idempotency-Key", key);
    headers.put("X-GVP-Job", "" + job);
    headers.put("X-GVP-Action", "2");
    headers.put("X-GVP-Attempt", "1");
    headers.put("X-GVP-Token", "" + token);
    return headers;
  }

  private String effects() throws SQLException {
    return database.ask("select string_agg(phase, ' ' order by id) from sandbox.effect");
  }

  private long count(String phase) throws SQLException {
    return database.count("select count(*) from sandbox.effect where phase = '" + phase + "'");
  }
}
