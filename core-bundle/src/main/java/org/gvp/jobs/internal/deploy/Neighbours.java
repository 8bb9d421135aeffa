package org.gvp.jobs.internal.deploy;

import java.util.Map;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Whether a jar gets along with the daemon's bundles and with the other files' agents. */
final class Neighbours {
  private final BundleContext context;

  Neighbours(BundleContext context) {
    this.context = context;
  }

  boolean frameworkIsStopping() {
    return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() != Bundle.ACTIVE;
  }

  /**
   * Checks names and types.
   *
   * @param live the installed agents by file
   * @return the other file whose agent this one replaces, being a higher version of it; or null
   */
  String rival(String file, AgentJar jar, Map<String, AgentBundle> live) throws RejectedException {
    refuseNameOfDaemon(jar);
    String rival = null;
    for (Map.Entry<String, AgentBundle> each : live.entrySet()) {
      AgentJar other = each.getValue().jar();
      boolean same = each.getKey().equals(file);
      if (!same && other.symbolicName().equals(jar.symbolicName())) {
        refuseOlder(jar, each.getKey(), other);
        rival = each.getKey();
      } else if (!same) {
        refuseTakenType(jar, each.getKey(), other);
      }
    }
    return rival;
  }

  void refuseNameOfDaemon(AgentJar jar) throws RejectedException {
    for (Bundle bundle : context.getBundles()) {
      if (jar.symbolicName().equals(bundle.getSymbolicName())
          && !bundle.getLocation().startsWith(AgentInstaller.LOCATION)) {
        throw new RejectedException(
            RejectCode.NAME_CLASH,
            "its symbolic name " + jar.symbolicName() + " is that of a bundle of the daemon",
            "Give the agent a Bundle-SymbolicName of its own, or remove the file");
      }
    }
  }

  private static void refuseOlder(AgentJar jar, String otherFile, AgentJar other)
      throws RejectedException {
    if (!other.isOlderThan(jar)) {
      Rejection why = superseded(otherFile, other);
      throw new RejectedException(why.code(), why.text(), why.fix());
    }
  }

  private static void refuseTakenType(AgentJar jar, String otherFile, AgentJar other)
      throws RejectedException {
    for (JobTypeKey type : jar.types()) {
      if (other.types().contains(type)) {
        throw new RejectedException(
            RejectCode.TYPE_TAKEN,
            "job type " + type + " is taken by " + other.symbolicName() + " from " + otherFile,
            "Remove " + otherFile + " or this file: one agent serves a type");
      }
    }
  }

  /** A lower version would come back by a stale copy; going back is an operator's decision. */
  static void refuseDowngrade(AgentJar live, AgentJar next) throws RejectedException {
    if (live.symbolicName().equals(next.symbolicName()) && next.isOlderThan(live)) {
      throw new RejectedException(
          RejectCode.DOWNGRADE,
          "it is "
              + next.symbolicName()
              + " "
              + next.version()
              + ", and "
              + live.version()
              + " serves",
          "To take it on purpose: select gvp_jobs.retry_agent('"
              + next.symbolicName()
              + "'); else drop a higher version");
    }
  }

  static Rejection superseded(String byFile, AgentJar by) {
    return new Rejection(
        RejectCode.NAME_CLASH,
        by.symbolicName()
            + " "
            + by.version()
            + " from "
            + byFile
            + " has the same symbolic name"
            + " and is no older",
        "Remove one of the two files; of two files with one symbolic name the higher version"
            + " serves");
  }
}
