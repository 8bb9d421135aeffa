package org.gvp.jobs.sandbox;

import jakarta.servlet.Servlet;
import java.time.Clock;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.gvp.jobs.sandbox.galnorth.GalNorthServlet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.annotations.RequireHttpWhiteboard;

/**
 * Wires the sandbox to the daemon: takes the register's database, gives MiB's and GAL North's
 * servlet. The servlet has a context of its own, so that nothing of the web view's lies before it.
 */
@Component(
    immediate = true,
    service = {})
@RequireHttpWhiteboard
public final class SandboxComponent {
  private static final String CONTEXT = "org.gvp.jobs.sandbox.galnorth";

  private final BundleContext bundle;
  private final DataSource database;
  private final SandboxRun run;
  private final Queue<ServiceRegistration<?>> services = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Called by DS. */
  @Activate
  public SandboxComponent(
      BundleContext bundle,
      @Reference(target = "(gvp.jobs.database=register)") DataSource database) {
    this.bundle = bundle;
    this.database = database;
    this.run = new SandboxRun(database, Clock.systemUTC(), this::publish);
    run.start();
  }

  /** Called by DS. */
  @Deactivate
  public void deactivate() {
    closed = true;
    run.close();
    unregister();
  }

  private void unregister() {
    ServiceRegistration<?> service = services.poll();
    while (service != null) {
      service.unregister();
      service = services.poll();
    }
  }

  private void publish(GalNorthServlet galNorth) {
    register(
        DataSource.class,
        database,
        Map.of("gvp.jobs.database", "mib", "gvp.jobs.in.register", true));
    register(
        ServletContextHelper.class,
        new ServletContextHelper(bundle.getBundle()) {},
        Map.of(
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME,
            CONTEXT,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH,
            "/sandbox/gal-north"));
    register(
        Servlet.class,
        galNorth,
        Map.of(
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
            "/*",
            HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
            true,
            HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
            "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME + "=" + CONTEXT + ")"));
    if (closed) {
      unregister();
    }
  }

  private <T> void register(Class<T> type, T service, Map<String, Object> properties) {
    services.add(bundle.registerService(type, service, FrameworkUtil.asDictionary(properties)));
  }
}
