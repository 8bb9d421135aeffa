package org.gvp.jobs.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Starts the packaged daemon for a class of tests, drops the jar that the build has made, and hands
 * the daemon to every test that has a {@link RunningDaemon} parameter. If a test fails, what the
 * daemon printed last is printed too. Nothing of it is left afterwards.
 *
 * <pre>{@code
 * @ExtendWith(DaemonExtension.class)
 * class InvoiceAgentIT {
 *   @Test
 *   void an_invoice_is_sent(RunningDaemon daemon) throws Exception {
 *     long job = daemon.createJob(NewJob.of("invoice 7", JobTypeKey.custom("acme.Invoice")));
 *     daemon.awaitStatus(job, JobStatus.FINISHED);
 *   }
 * }
 * }</pre>
 *
 * <p>Register it in a static field instead to give the agent its settings before it starts:
 * {@code @RegisterExtension static final DaemonExtension DAEMON = new
 * DaemonExtension().configure(pid, text);}. The build says where the jars are, by the system
 * properties {@value #DAEMON_JAR} and {@value #AGENT_JAR}.
 */
public final class DaemonExtension
    implements BeforeAllCallback,
        AfterAllCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  /** The system property with the daemon's executable jar. */
  public static final String DAEMON_JAR = "gvp.jobs.daemon.jar";

  /** The system property with the agent's jar. */
  public static final String AGENT_JAR = "gvp.jobs.agent.jar";

  private final Map<String, String> configurations = new LinkedHashMap<>();
  private RunningDaemon daemon;
  private Thread endAtExit;

  /** For one class of tests. */
  public DaemonExtension() {}

  /**
   * Has {@code etc/<pid>.cfg} written before the agent is dropped.
   *
   * @param pid the name of the agent's component, or its configuration pid
   * @param text lines {@code key=value}
   */
  public DaemonExtension configure(String pid, String text) {
    configurations.put(pid, text);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Path agent = jar(AGENT_JAR);
    daemon = new RunningDaemon(jar(DAEMON_JAR));
    // Tests that are cut off leave nothing behind either.
    endAtExit = new Thread(daemon::end);
    Runtime.getRuntime().addShutdownHook(endAtExit);
    try {
      daemon.start();
      for (Map.Entry<String, String> configuration : configurations.entrySet()) {
        daemon.configure(configuration.getKey(), configuration.getValue());
      }
      daemon.drop(agent);
    } catch (Exception | AssertionError e) {
      show(context, e);
      afterAll(context);
      throw e;
    }
  }

  private static Path jar(String property) {
    String value = System.getProperty(property);
    if (value == null || !Files.exists(Path.of(value))) {
      throw new IllegalStateException(
          "system property "
              + property
              + (value == null ? " is not set" : " names " + value + ", which is not there")
              + ": run 'mvn verify', which packages the jar and then runs this test");
    }
    return Path.of(value);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (daemon != null) {
      daemon.close();
      daemon = null;
      Runtime.getRuntime().removeShutdownHook(endAtExit);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RunningDaemon.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return daemon;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    show(context, thrown);
    throw thrown;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    show(context, thrown);
    throw thrown;
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    show(context, thrown);
    throw thrown;
  }

  private void show(ExtensionContext context, Throwable thrown) {
    if (!(thrown instanceof TestAbortedException)) {
      System.out.println("FAILED: " + context.getDisplayName() + ": " + thrown);
      System.out.println(daemon.log());
    }
  }
}
