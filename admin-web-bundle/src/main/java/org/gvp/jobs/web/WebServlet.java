package org.gvp.jobs.web;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.gvp.jobs.query.JobQuery;
import org.gvp.jobs.web.http.Authenticator;
import org.gvp.jobs.web.model.Settings;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContextSelect;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the site on the daemon's port. It stays there while the core comes and goes. */
@Component(service = Servlet.class)
@HttpWhiteboardContextSelect("(osgi.http.whiteboard.context.name=" + WebContext.NAME + ")")
@HttpWhiteboardServletName(WebContext.NAME)
@HttpWhiteboardServletPattern("/*")
public final class WebServlet implements Servlet {
  private static final Logger LOG = LoggerFactory.getLogger(WebServlet.class);

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile JobQuery query;

  private final SiteServlet servlet;

  /** With the daemon's settings, which are the framework's properties. */
  @Activate
  public WebServlet(BundleContext context) {
    String auth = property(context, "gvp.jobs.web.auth", "basic");
    Settings settings =
        new Settings(
            property(context, "gvp.jobs.node", "this daemon"),
            property(context, "gvp.jobs.version", context.getBundle().getVersion().toString()),
            property(context, "gvp.jobs.assembly", "gvp-jobs"),
            property(context, "gvp.jobs.start", "running"),
            auth);
    Authenticator authenticator =
        new Authenticator(auth, context.getProperty("gvp.jobs.web.password"));
    if (authenticator.isClosed()) {
      LOG.error(
          "web view closed to everybody: gvp.jobs.web.auth={} without gvp.jobs.web.password, or"
              + " neither basic nor none; set the password (GVP_JOBS_WEB_PASSWORD) and restart",
          auth);
    }
    this.servlet =
        new SiteServlet(new Site(() -> query, Clock.systemUTC(), settings, authenticator));
  }

  private static String property(BundleContext context, String name, String otherwise) {
    String value = context.getProperty(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  @Override
  public void init(ServletConfig config) throws ServletException {
    servlet.init(config);
  }

  @Override
  public ServletConfig getServletConfig() {
    return servlet.getServletConfig();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    servlet.service(request, response);
  }

  @Override
  public String getServletInfo() {
    return "GVP Jobs: admin web";
  }

  @Override
  public void destroy() {
    servlet.destroy();
  }
}
