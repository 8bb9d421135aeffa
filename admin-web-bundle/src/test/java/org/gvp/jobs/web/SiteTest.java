package org.gvp.jobs.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.web.http.Authenticator;
import org.gvp.jobs.web.http.Headers;
import org.gvp.jobs.web.model.Assets;
import org.gvp.jobs.web.model.Settings;
import org.gvp.jobs.web.testsupport.ExampleRegister;
import org.gvp.jobs.web.testsupport.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole web, over HTTP, on a register full of hostile words and secrets. */
class SiteTest {
  private static final String HOSTILE =
      "<script>alert(1)</script>\" onx='y' ${x} \u202Egnp.exe &amp;";
  private static final String SECRET = "canary-hunter2";
  private static final Settings SETTINGS =
      new Settings("node-a", "1.0.0", "gvp-jobs", "running", "basic");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ExampleRegister register;
  private static WebServer open;
  private static WebServer closed;
  private static WebServer down;

  @BeforeAll
  static void start() {
    register = ExampleRegister.filled();
    register.execute(
        hostile()
            .replace(":hostile", "'" + HOSTILE.replace("'", "''") + "'")
            .replace(":secret", SECRET));
    JobQuery query = register.query();
    open = server(query, new Authenticator("none", null));
    closed = server(query, new Authenticator("basic", "open sesame"));
    down = server(null, new Authenticator("none", null));
  }

  /** Job 900000, with the hostile words and a secret in every field that a producer fills. */
  private static String hostile() {
    return """
        insert into gvp_jobs.job_type (job_type, custom_type) values ('Custom', :hostile);
        insert into gvp_jobs.job_detail (id, created_at, name, media_type, reference_id, parameters,
          configuration) values (900000, clock_timestamp(), :hostile, :hostile, :hostile,
          jsonb_build_object('a', :hostile::text, 'password', ':secret', :hostile::text, 1),
          '{"deep": [{"api-key": ":secret"}], "url": "https://u::secret@h/", "text":
            "{\\"token\\": \\":secret\\"}"}');
        insert into gvp_jobs.job_open (id, run_at, type_id, actions, status, priority)
          select 900000, clock_timestamp(), max(id), 1, 'Waiting', 5 from gvp_jobs.job_type;
        update gvp_jobs.job_open set status = 'Started', token = 1, owner = 2,
          claimed_at = clock_timestamp(), start_time = clock_timestamp() where id = 900000;
        update gvp_jobs.job_open set status = 'Error', token = 2, owner = null, claimed_at = null,
          unusual = true where id = 900000;
        insert into gvp_jobs.job_history values (900000, 1, clock_timestamp(), clock_timestamp(), 2,
          null, 'Started', 'Error', 'retry', :hostile, :hostile, :hostile || ' password=:secret');
        insert into gvp_jobs.action values (900000, 1, :hostile, :hostile, :hostile, :hostile, null,
          jsonb_build_object('a', :hostile::text, 'secret', ':secret'));
        insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, token, status,
          code, reason, results) values (900000, 1, 1, 1, 0, 1, 'Error', :hostile,
          :hostile || ' Authorization: Bearer :secret',
          jsonb_build_object('a', :hostile::text, 'cookie', ':secret'));
        insert into gvp_jobs.node_agent values (2, :hostile, :hostile, :hostile, 'REJECTED',
          :hostile, :hostile || ' token=:secret', '{}', clock_timestamp());
        """;
  }

  private static WebServer server(JobQuery query, Authenticator authenticator) {
    Site site = new Site(() -> query, Clock.systemUTC(), SETTINGS, authenticator);
    return new WebServer(new SiteServlet(site), 0);
  }

  @AfterAll
  static void stop() {
    open.close();
    closed.close();
    down.close();
    register.close();
  }

  static List<String> paths() {
    Site site = new Site(() -> null, Clock.systemUTC(), SETTINGS, new Authenticator("none", null));
    return site.paths().stream()
        .map(path -> path.replace("{id}", "900000"))
        .map(path -> path.replace("/assets/{name}", Assets.path("gvp-jobs.css")))
        .toList();
  }

  private static HttpResponse<String> ask(WebServer server, String method, String path) {
    return ask(server, method, path, null);
  }

  private static HttpResponse<String> ask(
      WebServer server, String method, String path, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path)).method(method, BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void hasHeaders(HttpResponse<String> response) {
    for (Map.Entry<String, String> header : Headers.ALL.entrySet()) {
      assertThat(response.headers().firstValue(header.getKey())).contains(header.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void every_path_answers_get_and_head_alike_and_nothing_else(String path) {
    HttpResponse<String> get = ask(open, "GET", path);
    assertThat(get.statusCode()).isEqualTo(200);
    hasHeaders(get);
    HttpResponse<String> head = ask(open, "HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Type"))
        .isEqualTo(get.headers().firstValue("Content-Type"));
    String cached = path.startsWith("/assets/") ? "immutable" : "no-store";
    assertThat(get.headers().firstValue("Cache-Control").orElse("")).contains(cached);
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "FOO")) {
      HttpResponse<String> other = ask(open, method, path);
      assertThat(other.statusCode()).as(method).isEqualTo(405);
      assertThat(other.headers().firstValue("Allow")).contains("GET, HEAD");
      hasHeaders(other);
    }
  }

  /** Java's client cannot send it. */
  @ParameterizedTest
  @MethodSource("paths")
  void trace_is_refused(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.uri("/").getPort())) {
      String request =
          "TRACE "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nX-Echo: hello\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 405").doesNotContain("X-Echo");
    }
  }

  /** Nobody reads the body, so that what it leaves on the connection is no next request. */
  @Test
  void a_request_with_a_body_is_the_last_of_its_connection_and_is_told_so() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.uri("/").getPort())) {
      String request = "POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 405").contains("\r\nConnection: close\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void no_secret_and_no_live_markup_from_the_register_gets_out(String path) {
    HttpResponse<String> response = ask(open, "GET", path);
    assertThat(response.body()).doesNotContain(SECRET);
    if (response.headers().firstValue("Content-Type").orElse("").startsWith("text/html")) {
      assertThat(response.body())
          .doesNotContain("<script>")
          .doesNotContainPattern("<[a-z][^<>]*\\sonx=")
          .doesNotContain(" style=")
          .doesNotContain("javascript:");
    }
  }

  @Test
  void hostile_words_are_shown_as_they_are() {
    String page = ask(open, "GET", "/jobs/900000").body();
    String shown = "&lt;script&gt;alert(1)&lt;/script&gt;";
    assertThat(page.split(Pattern.quote(shown), -1)).hasSizeGreaterThan(10);
    assertThat(page).contains("${x}").contains("<bdi>").contains("&amp;amp;");
    assertThat(ask(open, "GET", "/api/v1/jobs/900000").body())
        .contains("<script>alert(1)</script>\\\" onx='y' ${x}");
  }

  @Test
  void a_filter_is_shown_in_the_form_and_kept_in_the_links() {
    String page = ask(open, "GET", "/jobs?status=Finished&name=%22%3E%3Cscript%3E&limit=3").body();
    assertThat(page).doesNotContain("\"><script>").contains("The filter hides every job");
    assertThat(page).contains("<option value=\"Finished\" selected>");
    String paged = ask(open, "GET", "/jobs?status=Finished&limit=3").body();
    assertThat(paged)
        .containsPattern(
            "rel=\"next\" href=\"/jobs\\?status=Finished&amp;older=\\d+&amp;limit=3\"");
  }

  @Test
  void the_job_page_has_every_field_of_the_manual() {
    String page = ask(open, "GET", "/jobs/131").body();
    assertThat(page)
        .contains("Gvp Jobs information", "Gvp Jobs Actions")
        .contains(">Name<", ">Job Type<", ">Status<", ">Start Time<", ">Finish Time<")
        .contains(">Media Type<", ">Reference Id<", ">Custom Type<")
        .contains(">Parameters<", ">Configuration<")
        .contains(">Action Type<", ">Reference ID<", ">StartDate", ">EndDate")
        .contains(">Number of Retries<", ">Results<")
        .contains("select gvp_jobs.stop_job(131, ");
  }

  @Test
  void what_is_wrong_is_said_in_the_form_that_was_asked_for() {
    HttpResponse<String> page = ask(open, "GET", "/jobs?status=Foo");
    assertThat(page.statusCode()).isEqualTo(400);
    assertThat(page.body()).contains("must be one of Creating").contains("<h1>");
    HttpResponse<String> problem = ask(open, "GET", "/api/v1/jobs?status=Foo");
    assertThat(problem.statusCode()).isEqualTo(400);
    assertThat(problem.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(problem.body()).contains("\"parameter\":\"status\"");
    assertThat(ask(open, "GET", "/jobs/123456789").statusCode()).isEqualTo(404);
    assertThat(ask(open, "GET", "/api/v1/jobs/123456789/actions").statusCode()).isEqualTo(404);
    assertThat(ask(open, "GET", "/jobs/x").statusCode()).isEqualTo(400);
    HttpResponse<String> nothing = ask(open, "GET", "/%3Cscript%3E");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.body()).doesNotContain("<script>");
    hasHeaders(nothing);
  }

  @Test
  void only_the_password_opens_a_closed_view() {
    for (String path : paths()) {
      boolean isOpen = path.startsWith("/health/") || path.startsWith("/assets/");
      int expected = isOpen ? 200 : 401;
      assertThat(ask(closed, "GET", path).statusCode()).as(path).isEqualTo(expected);
      assertThat(ask(closed, "GET", path, basic("admin:open sesame")).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> asked = ask(closed, "GET", "/");
    assertThat(asked.headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Basic realm=");
    hasHeaders(asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"admin:", "admin:open sesam", "root:open sesame", ":open sesame", "", "admin"})
  void a_wrong_password_opens_nothing(String text) {
    assertThat(ask(closed, "GET", "/", basic(text)).statusCode()).isEqualTo(401);
    assertThat(ask(closed, "GET", "/", "Basic %%%").statusCode()).isEqualTo(401);
    assertThat(ask(closed, "GET", "/", "Bearer x").statusCode()).isEqualTo(401);
  }

  @Test
  void without_a_password_or_with_an_unknown_mode_nobody_gets_in() {
    for (Authenticator closed :
        List.of(
            new Authenticator("basic", null),
            new Authenticator("basic", ""),
            new Authenticator("open", "x"),
            new Authenticator(null, "x"))) {
      try (WebServer server = server(register.query(), closed)) {
        assertThat(ask(server, "GET", "/", basic("admin:")).statusCode()).isEqualTo(401);
        assertThat(ask(server, "GET", "/", basic("admin:x")).body()).contains("no password is set");
      }
    }
  }

  @Test
  void health_tells_its_reasons_only_to_those_who_may_look() {
    assertThat(ask(open, "GET", "/health/ready").statusCode()).isEqualTo(200);
    HttpResponse<String> unready = ask(down, "GET", "/health/ready");
    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).contains("register is not open yet");
    assertThat(ask(down, "GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(ask(closed, "GET", "/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    assertThat(ask(closed, "GET", "/health/ready", basic("admin:open sesame")).body())
        .contains("\"reasons\":[]");
  }

  @Test
  void what_is_paused_is_told_where_it_is_missed_with_the_statement_that_lifts_it() {
    try (ExampleRegister paused = ExampleRegister.filled();
        WebServer server = server(paused.query(), new Authenticator("none", null))) {
      paused.execute("select gvp_jobs.pause('type', 'Unit', 'charged <twice>')");
      String told = "Type Unit is paused, by gvp_jobs since ";
      for (String path : List.of("/", "/agents")) {
        assertThat(ask(server, "GET", path).body())
            .as(path)
            .contains(
                told,
                ": charged &lt;twice&gt;",
                "To lift it: select gvp_jobs.resume('type', 'Unit')");
      }
      assertThat(ask(server, "GET", "/nodes").body()).doesNotContain(told);
      assertThat(ask(server, "GET", "/health/ready").body()).contains("\"status\":\"ready\"");
      assertThat(ask(server, "GET", "/api/v1/pauses").body())
          .contains("\"scope\":\"type\",\"name\":\"Unit\"");

      paused.execute("select gvp_jobs.pause('all')");
      for (String path : List.of("/", "/agents", "/nodes", "/schedules")) {
        assertThat(ask(server, "GET", path).body()).contains("Everything is paused, by gvp_jobs");
      }
      HttpResponse<String> ready = ask(server, "GET", "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .contains("\"status\":\"paused\"", "To lift it: select gvp_jobs.resume('all')");
    }
  }

  @Test
  void without_the_register_pages_say_so_and_the_web_stays_up() {
    for (String path : List.of("/", "/jobs", "/jobs/1", "/agents", "/nodes", "/schedules")) {
      HttpResponse<String> page = ask(down, "GET", path);
      assertThat(page.statusCode()).as(path).isEqualTo(503);
      assertThat(page.body()).contains("The register cannot be reached");
      hasHeaders(page);
    }
    assertThat(ask(down, "GET", "/api/v1/jobs").body()).contains("\"status\":503");
    assertThat(ask(down, "GET", "/about").statusCode()).isEqualTo(200);
  }

  @Test
  void the_style_sheet_stays_small_and_every_text_can_be_read() throws IOException {
    String css = ask(open, "GET", Assets.path("gvp-jobs.css")).body();
    assertThat(css.length()).isLessThan(8 * 1024);
    for (String name : List.of("ink", "soft", "link", "done", "bad", "warn", "run", "plan")) {
      for (String sheet : List.of("paper", "sheet", "bad-sheet", "warn-sheet")) {
        assertThat(Contrast.ratios(css, name, sheet))
            .as(name + " on " + sheet)
            .allMatch(ratio -> ratio >= 4.5);
      }
    }
  }

  @Test
  void the_api_pages_by_its_links() {
    String next = "/api/v1/jobs?limit=60";
    int jobs = 0;
    Pattern link = Pattern.compile("\"next\":\"([^\"]+)\"");
    while (next != null) {
      String body = ask(open, "GET", next).body();
      jobs += body.split("\"job_type\"", -1).length - 1;
      Matcher matcher = link.matcher(body);
      next = matcher.find() ? matcher.group(1) : null;
    }
    assertThat(jobs).isEqualTo(145);
  }
}
