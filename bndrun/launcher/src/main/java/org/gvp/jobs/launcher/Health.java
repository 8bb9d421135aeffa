package org.gvp.jobs.launcher;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The answer of a daemon to the question whether it is ready.
 *
 * @param ready whether it may claim jobs
 * @param text what it said, or why it said nothing
 */
record Health(boolean ready, String text) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration ASK_EVERY = Duration.ofMillis(200);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /**
   * Asks once.
   *
   * @param url of the web view
   */
  static Health of(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "health/ready")).timeout(ANSWER_WITHIN).build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return switch (response.statusCode()) {
        case OK -> new Health(true, response.body().strip());
        case NOT_FOUND -> new Health(false, "the web view has not started");
        default -> new Health(false, response.body().strip());
      };
    } catch (IOException e) {
      return new Health(false, url + " does not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Health(false, "interrupted");
    }
  }

  /** Asks until the daemon is ready, the time is over, or asking makes no sense any more. */
  static Health await(String url, Duration atMost, BooleanSupplier going) {
    long end = System.nanoTime() + atMost.toNanos();
    Health health = of(url);
    while (!health.ready() && going.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(ASK_EVERY.toNanos());
      health = of(url);
    }
    return health;
  }
}
