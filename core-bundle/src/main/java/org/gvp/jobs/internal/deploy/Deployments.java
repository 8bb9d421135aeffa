package org.gvp.jobs.internal.deploy;

import java.util.List;

/** What lies in the agents folder. Thread-safe. */
public interface Deployments {
  /** All files of the folder as they stand now. */
  List<DeployedAgent> agents();
}
