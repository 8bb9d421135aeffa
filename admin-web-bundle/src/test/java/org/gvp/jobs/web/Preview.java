package org.gvp.jobs.web;

import java.time.Clock;
import org.gvp.jobs.web.http.Authenticator;
import org.gvp.jobs.web.model.Settings;
import org.gvp.jobs.web.testsupport.ExampleRegister;
import org.gvp.jobs.web.testsupport.WebServer;

/** Serves the pages with example data, to look at them: {@code Preview [port]}. */
public final class Preview {
  private Preview() {}

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length == 0 ? 8088 : Integer.parseInt(arguments[0]);
    try (ExampleRegister register = ExampleRegister.filled();
        ExampleRegister empty = ExampleRegister.empty();
        WebServer filled = serve(register, port);
        WebServer bare = serve(empty, port + 1)) {
      System.out.println(filled.uri("/") + " with an example, " + bare.uri("/") + " empty");
      Thread.currentThread().join();
    }
  }

  private static WebServer serve(ExampleRegister register, int port) {
    Settings settings = new Settings("node-a", "1.0.0", "gvp-jobs-sandbox", "running", "none");
    var query = register.query();
    Site site = new Site(() -> query, Clock.systemUTC(), settings, new Authenticator("none", null));
    return new WebServer(new SiteServlet(site), port);
  }
}
