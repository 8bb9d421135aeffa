package org.gvp.jobs.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.StreamSupport;

/** A daemon's web view. */
final class Web {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String base;

  Web(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  String url(String path) {
    return base + path;
  }

  int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  /** A page that must be there. */
  String page(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(page(path));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(10)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What the API says of a file in an agents folder; a missing node if it does not know it. */
  JsonNode agent(String file) throws IOException, InterruptedException {
    return first(json("/api/v1/agents").get("agents"), "file", file);
  }

  /** On how many nodes a custom type is served; 0 if it is not even known. */
  int servingNodes(String customType) throws IOException, InterruptedException {
    return first(json("/api/v1/agents").get("types"), "custom_type", customType)
        .path("serving_nodes")
        .asInt();
  }

  JsonNode schedule(String name) throws IOException, InterruptedException {
    return first(json("/api/v1/schedules").get("schedules"), "name", name);
  }

  private static JsonNode first(JsonNode list, String field, String value) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> value.equals(each.path(field).asText()))
        .findFirst()
        .orElse(JSON.missingNode());
  }
}
