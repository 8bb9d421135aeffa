package org.gvp.jobs.sandbox.galnorth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.gvp.jobs.sandbox.TestDatabase;
import org.gvp.jobs.sandbox.store.SandboxClaim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GalNorthServletTest {
  private static final String HASH = "ab".repeat(32);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private TestDatabase database;
  private GalNorthServlet servlet;
  private Server server;
  private String url;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.empty();
    new SandboxClaim(database.dataSource()).claim();
    servlet = new GalNorthServlet(database.pool(), timer);
    server = new Server(new QueuedThreadPool(8));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/sandbox/gal-north");
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    server.setHandler(context);
    server.start();
    url = "http://127.0.0.1:" + connector.getLocalPort() + "/sandbox/gal-north/v1/catalog/films";
  }

  @AfterEach
  void close() throws Exception {
    servlet.close();
    server.stop();
    timer.shutdownNow();
    database.close();
  }

  @Test
  void films_are_put_and_read_over_http() throws Exception {
    HttpResponse<String> put = send(put("MOV%231", "MOV#1", LONG));
    assertThat(put.statusCode()).isEqualTo(201);
    assertThat(put.headers().firstValue("Content-Type").orElse("")).contains("application/json");
    HttpResponse<String> film = send(get("/MOV%231"));
    assertThat(film.statusCode()).isEqualTo(200);
    assertThat(film.body()).contains("\"title\":\"Amélie\"").contains("\"uniqueId\":\"MOV#1\"");
    assertThat(send(get("/MOV2")).statusCode()).isEqualTo(404);
    assertThat(send(get("?limit=1&after=A")).body()).contains("MOV#1");
    assertThat(send(get("?limit=no")).statusCode()).isEqualTo(400);
    assertThat(send(get("s")).statusCode()).isEqualTo(404);
  }

  @Test
  void other_methods_are_refused() throws Exception {
    HttpRequest delete = HttpRequest.newBuilder(URI.create(url + "/MOV1")).DELETE().build();
    assertThat(send(delete).statusCode()).isEqualTo(405);
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString("{}")).build();
    assertThat(send(post).statusCode()).isEqualTo(405);
  }

  @Test
  void a_body_without_end_is_refused() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(put("MOV1", "MOV1", LONG), (name, value) -> true)
            .PUT(BodyPublishers.ofString("x".repeat(1_100_000)))
            .build();
    assertThat(send(request).statusCode()).isEqualTo(413);
  }

  @Test
  void the_fault_error_answers_before_anything_is_done() throws Exception {
    fault("'error', 1");
    assertThat(send(put("MOV1", "MOV1", LONG)).statusCode()).isEqualTo(503);
    assertThat(send(get("/MOV1")).statusCode()).isEqualTo(503);
    assertThat(database.ask("select string_agg(phase, ' ') from sandbox.effect"))
        .isEqualTo("refused");
    database.ask("select sandbox.clear_faults()");
    assertThat(send(get("/MOV1")).statusCode()).isEqualTo(404);
    assertThat(send(put("MOV1", "MOV1", LONG)).statusCode()).isEqualTo(201);
  }

  @Test
  void the_fault_latency_makes_the_client_wait() throws Exception {
    fault("'latency', 1, 400");
    long begin = System.nanoTime();
    assertThat(send(put("MOV1", "MOV1", LONG)).statusCode()).isEqualTo(201);
    assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(390));
  }

  @Test
  void the_fault_timeout_after_does_it_and_does_not_answer_in_time() throws Exception {
    fault("'timeout_after', 1");
    assertThatThrownBy(() -> send(put("MOV1", "MOV1", Duration.ofMillis(700))))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(database.ask("select string_agg(phase, ' ') from sandbox.effect"))
        .isEqualTo("accepted");
    database.ask("select sandbox.clear_faults()");
    HttpResponse<String> again = send(put("MOV1", "MOV1", LONG));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).contains("\"replayed\":true");
  }

  @Test
  void clients_that_are_kept_waiting_do_not_use_up_the_servers_threads() throws Exception {
    fault("'timeout_after', 1");
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      waiting.add(client.sendAsync(put("M" + i, "M" + i, LONG), BodyHandlers.ofString()));
    }
    awaitEffects(30);
    database.ask("select sandbox.clear_faults()");
    assertThat(send(get("/M29")).statusCode()).isEqualTo(200);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    servlet.close();
    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertThat(one.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
    }
  }

  private void awaitEffects(int count) throws Exception {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (database.count("select count(*) from sandbox.effect") < count) {
      assertThat(System.nanoTime()).as("waiting for effects").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private void fault(String arguments) throws Exception {
    database.ask("select sandbox.set_fault('gal-north', " + arguments + ")");
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LONG).build();
  }

  private HttpRequest put(String path, String uniqueId, Duration timeout) {
    return HttpRequest.newBuilder(URI.create(url + "/" + path))
        .timeout(timeout)
        .header("Idempotency-Key", uniqueId + ":" + HASH)
        .header("X-GVP-Job", "7")
        .header("X-GVP-Action", "1")
        .header("X-GVP-Attempt", "1")
        .header("X-GVP-Token", "1")
        .PUT(BodyPublishers.ofString("{\"title\":\"Amélie\",\"contentHash\":\"" + HASH + "\"}"))
        .build();
  }
}
