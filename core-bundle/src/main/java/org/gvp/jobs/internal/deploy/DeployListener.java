package org.gvp.jobs.internal.deploy;

import java.util.List;

/** Hears of every change in the agents folder. Registered as a service by whoever wants to know. */
@FunctionalInterface
public interface DeployListener {
  /** All files of the folder as they stand now. Called on the deployer's thread; be quick. */
  void changed(List<DeployedAgent> agents);
}
