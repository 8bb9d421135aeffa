package org.gvp.jobs.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.gvp.jobs.platform.galnorth.Caller;
import org.gvp.jobs.platform.galnorth.Film;
import org.gvp.jobs.platform.galnorth.FilmAccepted;
import org.gvp.jobs.platform.galnorth.FilmAccepted.Outcome;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.galnorth.PeerRefusedException;
import org.gvp.jobs.platform.galnorth.PeerUnavailableException;
import org.gvp.jobs.platform.testsupport.PeerServer;
import org.gvp.jobs.platform.testsupport.PeerServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGalNorthTest {
  private static final String HASH = "ab".repeat(32);
  private static final Caller CALLER = new Caller(412, 17, 2, 5);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

  private final PeerServer server = new PeerServer(request -> accepted(201, "M1", 1, false));
  private final GalNorth galNorth =
      TestPlatform.galNorth(server.url() + "/v1", Duration.ofMillis(700), CLOCK);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_film_is_put_with_all_that_the_contract_asks_for() throws Exception {
    Film film =
        new Film(
            "M1",
            "L'été \"60\"",
            null,
            LocalDate.of(1960, 7, 1),
            118,
            null,
            "Drama",
            "A\nB",
            null,
            new BigDecimal("10.0"),
            Instant.parse("2026-01-01T00:00:00Z"),
            null,
            HASH);

    FilmAccepted answer = galNorth.putFilm(film, "M1:" + HASH, CALLER);

    assertThat(answer).isEqualTo(new FilmAccepted(Outcome.CREATED, 1));
    PeerServer.Request request = server.requests().get(0);
    assertThat(request.method() + " " + request.path()).isEqualTo("PUT /v1/catalog/films/M1");
    assertThat(request.header("Idempotency-Key")).isEqualTo("M1:" + HASH);
    assertThat(request.header("X-GVP-Job")).isEqualTo("412");
    assertThat(request.header("X-GVP-Action")).isEqualTo("17");
    assertThat(request.header("X-GVP-Attempt")).isEqualTo("2");
    assertThat(request.header("X-GVP-Token")).isEqualTo("5");
    assertThat(request.header("Content-Type")).isEqualTo("application/json");
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(request.body()))
        .isEqualTo(
            mapper.readTree(
                """
                {"title": "L'été \\"60\\"", "releaseDate": "1960-07-01", "runningTimeMin": 118,
                 "genre": "Drama", "director": "A\\nB", "imdbRating": 10.0,
                 "licenceStart": "2026-01-01T00:00:00Z", "contentHash": "%s"}
                """
                    .formatted(HASH)));
  }

  @Test
  void an_odd_unique_id_keeps_its_place_in_the_path() throws Exception {
    server.behave(request -> accepted(201, "a/b?c", 1, false));

    galNorth.putFilm(film("a/b?c", "T"), "a/b?c:" + HASH, CALLER);

    assertThat(server.requests().get(0).path()).isEqualTo("/v1/catalog/films/a%2Fb%3Fc");
  }

  @Test
  void a_unique_id_that_the_contract_forbids_is_refused_before_it_is_sent() {
    PeerRefusedException refused = refused(film("película 7", "T"));

    assertThat(refused.code()).isEqualTo("invalid-unique-id");
    assertThat(refused).hasMessageContaining("película 7").hasMessageContaining("change it in MiB");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void updates_and_replays_are_told_apart() throws Exception {
    server.behave(request -> accepted(200, "M1", 4, false));
    assertThat(put("M1")).isEqualTo(new FilmAccepted(Outcome.UPDATED, 4));

    server.behave(request -> accepted(200, "M1", 4, true));
    assertThat(put("M1")).isEqualTo(new FilmAccepted(Outcome.REPLAYED, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 413, 415, 422})
  void a_refusal_is_final_and_has_the_code_of_the_far_side(int status) {
    server.behave(request -> Answer.json(status, "{\"error\":\"stale-run\",\"detail\":\"old\"}"));

    PeerRefusedException refused = refused(film("M1", "T"));

    assertThat(refused.code()).isEqualTo("stale-run");
    assertThat(refused).hasMessageContaining("M1").hasMessageContaining("old");
  }

  @Test
  void a_refusal_without_code_has_that_of_its_status() {
    server.behave(request -> Answer.json(422, "<html>no</html>"));

    assertThat(refused(film("M1", "T")).code()).isEqualTo("http-422");
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 404, 408, 429, 500, 502, 503})
  void what_does_not_decide_is_to_be_tried_again(int status) {
    server.behave(request -> Answer.json(status, "{}").withHeader("Retry-After", "30"));

    PeerUnavailableException unavailable = unavailable();

    assertThat(unavailable).hasMessageContaining("status " + status);
    assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void the_date_form_of_retry_after_is_read_by_the_clock() {
    assertThat(RetryAfter.parse("Sun, 01 Mar 2026 10:01:40 GMT", CLOCK))
        .isEqualTo(Duration.ofSeconds(100));
    assertThat(RetryAfter.parse("Sun, 01 Mar 2026 09:00:00 GMT", CLOCK)).isZero();
    assertThat(RetryAfter.parse("999999999999", CLOCK)).isEqualTo(Duration.ofDays(1));
    assertThat(RetryAfter.parse("soon", CLOCK)).isNull();
    assertThat(RetryAfter.parse(null, CLOCK)).isNull();
  }

  @Test
  void an_answer_that_does_not_come_is_a_timeout() {
    server.behave(
        request -> {
          server.awaitClose();
          return accepted(201, "M1", 1, false);
        });

    assertThat(unavailable())
        .hasMessageContaining("did not answer within 700 ms")
        .hasMessageContaining("unknown");
  }

  @Test
  void an_answer_that_does_not_end_is_a_timeout_too() {
    server.behave(request -> accepted(201, "M1", 1, false).thatNeverEnds());

    assertThat(unavailable()).hasMessageContaining("did not answer within 700 ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "ok",
        "{\"uniqueId\":\"M1\",\"version\":1,\"replayed\":false}",
        "{\"uniqueId\":\"M2\",\"version\":1,\"contentHash\":\"HASH\",\"replayed\":false}",
        "{\"uniqueId\":\"M1\",\"version\":0,\"contentHash\":\"HASH\",\"replayed\":false}"
      })
  void a_success_without_the_body_of_the_contract_is_not_believed(String body) {
    server.behave(request -> Answer.json(200, body.replace("HASH", HASH)));

    assertThat(unavailable()).hasMessageContaining("not with the body of the contract");
  }

  @Test
  void nobody_at_the_address_is_unavailable() {
    server.close();

    assertThat(unavailable()).hasMessageContaining("cannot be reached");
  }

  @Test
  void an_interruption_comes_through() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    server.behave(
        request -> {
          arrived.countDown();
          server.awaitClose();
          return accepted(201, "M1", 1, false);
        });
    GalNorth patient = TestPlatform.galNorth(server.url(), Duration.ofMinutes(2), CLOCK);
    Thread thread =
        new Thread(
            () -> {
              try {
                patient.putFilm(film("M1", "T"), "M1:" + HASH, CALLER);
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    thread.start();
    arrived.await();
    thread.interrupt();
    thread.join(10_000);

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  private FilmAccepted put(String id) throws Exception {
    return galNorth.putFilm(film(id, "T"), id + ":" + HASH, CALLER);
  }

  private PeerRefusedException refused(Film film) {
    return catchThrowableOfType(
        PeerRefusedException.class, () -> galNorth.putFilm(film, "k", CALLER));
  }

  private PeerUnavailableException unavailable() {
    return catchThrowableOfType(PeerUnavailableException.class, () -> put("M1"));
  }

  private static Film film(String uniqueId, String title) {
    return new Film(
        uniqueId, title, null, null, null, null, null, null, null, null, null, null, HASH);
  }

  private static Answer accepted(int status, String id, int version, boolean replayed) {
    return Answer.json(
        status,
        "{\"uniqueId\":\"%s\",\"version\":%s,\"contentHash\":\"%s\",\"replayed\":%s}"
            .formatted(id, version, HASH, replayed));
  }
}
