package org.gvp.jobs.internal.deploy;

import org.osgi.framework.Bundle;

/**
 * A version of an agent that is installed in the framework.
 *
 * @param jar what it was installed from
 * @param bundle the bundle
 */
record AgentBundle(AgentJar jar, Bundle bundle) {
  @Override
  public String toString() {
    return jar.symbolicName() + " " + jar.version();
  }
}
