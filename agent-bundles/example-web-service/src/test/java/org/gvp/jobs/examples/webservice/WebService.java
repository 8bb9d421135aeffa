package org.gvp.jobs.examples.webservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The far side: takes each key once, and refuses what is empty. */
final class WebService implements AutoCloseable {
  private final Map<String, String> taken = new ConcurrentHashMap<>();
  private final HttpServer server;

  WebService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/orders";
  }

  /** What was taken, by key. */
  Map<String, String> taken() {
    return Map.copyOf(taken);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean empty = body.equals("{}");
    if (!empty) {
      taken.putIfAbsent(exchange.getRequestHeaders().getFirst("Idempotency-Key"), body);
    }
    byte[] answer =
        (empty ? "an empty order" : "{\"taken\":true}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(empty ? 422 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
