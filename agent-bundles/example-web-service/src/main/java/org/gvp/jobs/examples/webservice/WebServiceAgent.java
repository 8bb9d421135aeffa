package org.gvp.jobs.examples.webservice;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.Agent;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobAction;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Posts an action's parameters to a web service, which knows repetitions by their key. */
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
@JobType(value = "Custom", customType = "example.WebService")
public final class WebServiceAgent implements Agent {
  record Settings(String url) {}

  private final HttpClient client = HttpClient.newHttpClient();

  @Override
  public ActionResult perform(JobAction action, ActionContext context) throws Exception {
    URI url = URI.create(context.settings(Settings.class).url());
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .header("Idempotency-Key", context.idempotencyKey())
            .POST(HttpRequest.BodyPublishers.ofString(String.valueOf(action.parameters())))
            .build();
    var response = client.send(request, HttpResponse.BodyHandlers.ofString());
    return switch (response.statusCode()) {
      case 200, 201 -> ActionResult.done(response.body());
      case 400, 404, 422 -> ActionResult.failed("REFUSED", response.body());
      default -> ActionResult.retry(url + " answers " + response.statusCode());
    };
  }
}
