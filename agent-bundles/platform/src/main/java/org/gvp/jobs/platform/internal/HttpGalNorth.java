package org.gvp.jobs.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.gvp.jobs.platform.galnorth.Caller;
import org.gvp.jobs.platform.galnorth.Film;
import org.gvp.jobs.platform.galnorth.FilmAccepted;
import org.gvp.jobs.platform.galnorth.FilmAccepted.Outcome;
import org.gvp.jobs.platform.galnorth.GalNorth;
import org.gvp.jobs.platform.galnorth.PeerRefusedException;
import org.gvp.jobs.platform.galnorth.PeerUnavailableException;

/** {@link GalNorth} by HTTP, as {@code gal-north.yaml} says. */
final class HttpGalNorth implements GalNorth {
  private static final Pattern UNIQUE_ID = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final Set<Integer> FINAL = Set.of(400, 409, 413, 415, 422);
  private static final int LONGEST_DETAIL = 500;

  private final URI base;
  private final Duration timeout;
  private final Clock clock;
  private final HttpClient client;

  /**
   * For one far side.
   *
   * @param base its API's URL, without a slash at the end
   * @param timeout from the request to the end of the answer
   * @param clock by which the far side's dates are read
   */
  HttpGalNorth(URI base, Duration timeout, Clock clock) {
    this.base = base;
    this.timeout = timeout;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public FilmAccepted putFilm(Film film, String idempotencyKey, Caller caller)
      throws PeerUnavailableException, PeerRefusedException, InterruptedException {
    if (!UNIQUE_ID.matcher(film.uniqueId()).matches()) {
      throw new PeerRefusedException(
          "invalid-unique-id",
          "GAL North takes Unique Ids of 1 to 100 visible ASCII characters, not '%s': change it in MiB"
              .formatted(film.uniqueId()));
    }
    return accepted(film, send(request(film, idempotencyKey, caller)));
  }

  private HttpRequest request(Film film, String idempotencyKey, Caller caller) {
    String id = URLEncoder.encode(film.uniqueId(), StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(URI.create(base + "/catalog/films/" + id))
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .header("Idempotency-Key", idempotencyKey)
        .header("X-GVP-Job", Long.toString(caller.jobId()))
        .header("X-GVP-Action", Integer.toString(caller.actionNo()))
        .header("X-GVP-Attempt", Integer.toString(caller.attempt()))
        .header("X-GVP-Token", Integer.toString(caller.token()))
        .PUT(HttpRequest.BodyPublishers.ofByteArray(FilmJson.write(film)))
        .build();
  }

  /** The client's own timeout ends at the answer's header; a body may take for ever. */
  private HttpResponse<byte[]> send(HttpRequest request)
      throws PeerUnavailableException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new PeerUnavailableException(
          "GAL North at %s did not answer within %s ms; whether it did something is unknown"
              .formatted(base, timeout.toMillis()),
          e);
    } catch (ExecutionException e) {
      throw new PeerUnavailableException(
          "GAL North at %s cannot be reached, or broke off: %s".formatted(base, e.getCause()), e);
    } finally {
      answer.cancel(true);
    }
  }

  private FilmAccepted accepted(Film film, HttpResponse<byte[]> answer)
      throws PeerUnavailableException, PeerRefusedException {
    int status = answer.statusCode();
    JsonNode body = FilmJson.read(answer.body());
    if (status == 200 || status == 201) {
      return accepted(film, status, body);
    }
    String detail = cut(body.path("detail").asText(""));
    if (FINAL.contains(status)) {
      String code = body.path("error").asText("");
      throw new PeerRefusedException(
          CODE.matcher(code).matches() ? code : "http-" + status,
          "GAL North refused film %s with status %s: %s"
              .formatted(film.uniqueId(), status, detail));
    }
    String retryAfter = answer.headers().firstValue("Retry-After").orElse(null);
    throw new PeerUnavailableException(
        "GAL North at %s answered with status %s: %s%s"
            .formatted(base, status, detail, cure(status)),
        RetryAfter.parse(retryAfter, clock));
  }

  private static FilmAccepted accepted(Film film, int status, JsonNode body)
      throws PeerUnavailableException {
    long version = body.path("version").asLong(0);
    boolean ours =
        film.uniqueId().equals(body.path("uniqueId").asText())
            && film.contentHash().equals(body.path("contentHash").asText());
    if (version < 1 || !ours || !body.path("replayed").isBoolean()) {
      throw new PeerUnavailableException(
          "GAL North answered film %s with status %s, but not with the body of the contract"
              .formatted(film.uniqueId(), status),
          (Duration) null);
    }
    if (body.path("replayed").booleanValue()) {
      return new FilmAccepted(Outcome.REPLAYED, version);
    }
    return new FilmAccepted(status == 201 ? Outcome.CREATED : Outcome.UPDATED, version);
  }

  private static String cure(int status) {
    boolean wrongAddress = (status >= 300 && status < 400) || status == 404 || status == 405;
    return wrongAddress ? " (check url in etc/" + GalNorthComponent.PID + ".cfg)" : "";
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_DETAIL ? text : text.substring(0, LONGEST_DETAIL) + "…";
  }
}
