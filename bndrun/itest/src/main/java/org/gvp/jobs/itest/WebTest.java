package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** The web view on the daemon's own port, with the core there and gone. */
public class WebTest extends DaemonTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void startCore() throws BundleException {
    core().start();
  }

  @Test
  void the_overview_and_the_api_answer_from_the_register() throws Exception {
    serveGood("1.0.0");
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("GVP Jobs");
    assertThat(get("/agents").body()).contains(GOOD_JAR, GoodAgent.TYPE, "SERVING");
    HttpResponse<String> health = get("/health/ready");
    assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
  }

  @Test
  void nothing_can_be_changed_by_it() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH"}) {
      HttpResponse<String> answer =
          client.send(
              request("/jobs").method(method, BodyPublishers.ofString("x")).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).as(method).isPresent();
    }
  }

  @Test
  void it_says_so_while_the_core_is_stopped_and_answers_again_afterwards() throws Exception {
    core().stop();
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains("GVP Jobs");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    core().start();
    Await.until("the overview", () -> get("/").statusCode(), status -> status == 200);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(endpoint() + path));
  }

  private String endpoint() {
    Object endpoints = daemon.property("(osgi.http.endpoint=*)", "osgi.http.endpoint");
    String first = endpoints instanceof String[] all ? all[0] : String.valueOf(endpoints);
    return first.replaceAll("/+$", "");
  }

  private Bundle core() {
    return daemon.bundle("org.gvp.jobs.core");
  }
}
