package org.gvp.jobs.internal.deploy;

import java.util.function.UnaryOperator;

/**
 * What ops have decided about the jars that they drop.
 *
 * @param sharedFolder whether others than the daemon's user and root may write to them
 */
record DeploySettings(boolean sharedFolder) {
  /** From the framework's properties. */
  static DeploySettings of(UnaryOperator<String> properties) {
    return new DeploySettings("shared".equals(properties.apply("gvp.jobs.agents.folder")));
  }

  /** The same, wherever the jar lies. */
  DeploySettings forAnyFolder() {
    return new DeploySettings(true);
  }
}
