package org.gvp.jobs.platform.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A real HTTP server in the place of an outside system; answers as the test says. */
public final class PeerServer implements AutoCloseable {
  /** A request that came. */
  public record Request(
      String method, String path, Map<String, List<String>> headers, String body) {
    /** A header's first value, or null. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().get(0))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * An answer.
   *
   * @param breakOff whether half of it is sent, and then nothing more
   */
  public record Answer(int status, Map<String, String> headers, String body, boolean breakOff) {
    /** With JSON. */
    public static Answer json(int status, String body) {
      return new Answer(status, Map.of(), body, false);
    }

    /** With a header. */
    public Answer withHeader(String name, String value) {
      return new Answer(status, Map.of(name, value), body, breakOff);
    }

    /** Sent by half: the rest does not come while the server is up. */
    public Answer thatNeverEnds() {
      return new Answer(status, headers, body, true);
    }
  }

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Function<Request, Answer> behaviour;

  /** On a free port. */
  public PeerServer(Function<Request, Answer> behaviour) {
    this.behaviour = behaviour;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Answers otherwise from now on. */
  public void behave(Function<Request, Answer> newBehaviour) {
    behaviour = newBehaviour;
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What came so far. */
  public List<Request> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            Map.copyOf(exchange.getRequestHeaders()),
            body);
    requests.add(request);
    Answer answer = behaviour.apply(request);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        answer.status(), answer.breakOff() ? bytes.length * 2L : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.getResponseBody().flush();
    if (answer.breakOff()) {
      awaitClose();
    }
    exchange.close();
  }

  /** Holds a request back until the server is closed. */
  public void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
