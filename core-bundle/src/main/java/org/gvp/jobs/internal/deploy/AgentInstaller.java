package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a verified jar into the framework, beside the version that serves. A jar that does not come
 * through leaves nothing behind. For the deployer's thread alone.
 */
final class AgentInstaller {
  /** How the locations of agent bundles begin. */
  static final String LOCATION = "agent:";

  private static final Logger LOG = LoggerFactory.getLogger(AgentInstaller.class);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final BundleContext context;
  private final Duration deadline;
  private final ComponentTrouble trouble;
  private final AgentServices services;
  private final Consumer<Bundle> beforeStart;
  private final LoaderWatch loaders;
  private int installed;

  /**
   * On a framework.
   *
   * @param deadline how long an agent may take to start
   * @param beforeStart is told of a bundle whose classes are there and whose code has not run yet
   * @param loaders is told of what is removed
   */
  AgentInstaller(
      BundleContext context,
      Duration deadline,
      ComponentTrouble trouble,
      Consumer<Bundle> beforeStart,
      LoaderWatch loaders) {
    this.context = context;
    this.deadline = deadline;
    this.trouble = trouble;
    this.beforeStart = beforeStart;
    this.loaders = loaders;
    this.services = new AgentServices(context, deadline);
  }

  /** Removes what an earlier deployer of this framework left. */
  void removeLeftovers() {
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(LOCATION)) {
        uninstall(bundle);
      }
    }
  }

  /** Installs and starts it. */
  AgentBundle start(String file, AgentJar jar, Consumer<DeployState> progress)
      throws RejectedException, InterruptedException {
    Bundle bundle = install(file, jar);
    try {
      resolve(bundle);
      progress.accept(DeployState.RESOLVED);
      beforeStart.accept(bundle);
      start(bundle);
      progress.accept(DeployState.STARTED);
      return new AgentBundle(jar, bundle);
    } catch (RejectedException | InterruptedException | RuntimeException e) {
      // What hangs holds the bundle's lock; the hung thread removes it once it is over.
      if (bundle.getState() != Bundle.STARTING) {
        uninstall(bundle);
      }
      throw e;
    }
  }

  /** Only tries whether it has all that it needs; none of its code runs, and nothing stays. */
  void resolveOnly(String file, AgentJar jar) throws RejectedException {
    Bundle bundle = install(file, jar);
    try {
      resolve(bundle);
    } finally {
      uninstall(bundle);
    }
  }

  private Bundle install(String file, AgentJar jar) throws RejectedException {
    try (InputStream content = Files.newInputStream(jar.content())) {
      return context.installBundle(LOCATION + file + "#" + ++installed, content);
    } catch (BundleException e) {
      throw new RejectedException(
          RejectCode.NOT_A_BUNDLE,
          "the framework does not take it: " + e.getMessage(),
          "Build it again with bnd (bnd-maven-plugin)");
    } catch (IOException e) {
      throw new RejectedException(
          RejectCode.NOT_A_JAR,
          "its copy cannot be read: " + e,
          "Look after the disk of the daemon's data folder, then copy the jar again");
    }
  }

  private void resolve(Bundle bundle) throws RejectedException {
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    if (wiring.resolveBundles(List.of(bundle))) {
      return;
    }
    Unresolved unresolved = new Unresolved(wiring);
    List<ApiVersion> newer = unresolved.newerApi(bundle);
    if (!newer.isEmpty()) {
      throw new RejectedException(
          ApiVersion.tooNew(newer, context.getProperty("gvp.jobs.version")));
    }
    List<String> missing = unresolved.missing(bundle);
    throw new RejectedException(
        RejectCode.UNRESOLVED,
        missing.isEmpty()
            ? "what it needs is there, but does not fit together: " + resolveError(bundle)
            : "it needs " + String.join("; ", missing),
        "Embed its libraries in the jar, or build it against this daemon's version");
  }

  private static String resolveError(Bundle bundle) {
    try {
      bundle.start(Bundle.START_TRANSIENT);
      return "unknown";
    } catch (BundleException e) {
      return e.getMessage();
    }
  }

  private void start(Bundle bundle) throws RejectedException, InterruptedException {
    try {
      WithDeadline.call(
          "gvp-jobs-start-" + bundle.getSymbolicName(),
          deadline,
          () -> {
            bundle.start(Bundle.START_TRANSIENT);
            return null;
          });
    } catch (WithDeadline.Hung e) {
      e.whenOver(() -> uninstall(bundle));
      throw hung("its start", deadline, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      Throwable root =
          cause instanceof BundleException && cause.getCause() != null ? cause.getCause() : cause;
      LOG.debug("starting {} failed", bundle, cause);
      throw new RejectedException(
          RejectCode.START_FAILED,
          "its start threw " + root + at(root),
          "Correct the agent and drop it again; better, use components instead of an activator");
    }
  }

  private static String at(Throwable thrown) {
    StackTraceElement[] frames = thrown.getStackTrace();
    return frames.length == 0 ? "" : " at " + frames[0];
  }

  static RejectedException hung(String what, Duration deadline, WithDeadline.Hung hung) {
    return new RejectedException(
        RejectCode.START_TIMEOUT,
        what
            + " did not end within "
            + deadline.toSeconds()
            + " s; it hangs in "
            + hung.getMessage(),
        "Do not wait or connect while starting: do that in perform; then drop it again");
  }

  /**
   * Waits until every declared type has a working agent.
   *
   * @return null if so; or what is still to be set up before it can serve
   * @throws RejectedException if that will not happen by itself
   */
  Rejection awaitAgents(AgentBundle agent) throws RejectedException, InterruptedException {
    long end = System.nanoTime() + SETTLE.toNanos();
    while (true) {
      Set<JobTypeKey> missing = services.unregistered(agent.bundle(), agent.jar().types());
      if (missing.isEmpty() && services.allWork(agent.bundle())) {
        return null;
      }
      List<ComponentTrouble.Diagnosis> why = trouble.of(agent.bundle());
      if (!why.isEmpty()) {
        return judge(why.get(0));
      } else if (System.nanoTime() > end) {
        throw silent(missing);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static Rejection judge(ComponentTrouble.Diagnosis why) throws RejectedException {
    if (why.passing()) {
      return new Rejection(null, why.text(), why.fix());
    }
    throw new RejectedException(RejectCode.NOT_REGISTERED, why.text(), why.fix());
  }

  private static RejectedException silent(Set<JobTypeKey> missing) {
    return new RejectedException(
        RejectCode.NOT_REGISTERED,
        missing.isEmpty()
            ? "its agent is registered but cannot be had"
            : "its manifest declares " + missing + ", but it registered no agent for that",
        "Make the component with @JobType implement Agent and check that its service is Agent");
  }

  /** Stops and removes it. */
  void uninstall(Bundle bundle) {
    try {
      if (bundle.getState() != Bundle.UNINSTALLED) {
        loaders.retiring(bundle);
        bundle.uninstall();
      }
    } catch (BundleException | IllegalStateException e) {
      LOG.warn("cannot uninstall {} cleanly", bundle, e);
    }
  }
}
