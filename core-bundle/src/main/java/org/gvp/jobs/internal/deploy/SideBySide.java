package org.gvp.jobs.internal.deploy;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.bundle.CollisionHook;

/**
 * Lets two contents of one agent version be installed at once: a rebuilt jar need not have a new
 * version to be proven beside the one that serves.
 */
final class SideBySide implements CollisionHook {
  @Override
  public void filterCollisions(
      int operation, Bundle target, Collection<Bundle> collisionCandidates) {
    collisionCandidates.removeIf(
        bundle -> bundle.getLocation().startsWith(AgentInstaller.LOCATION));
  }
}
