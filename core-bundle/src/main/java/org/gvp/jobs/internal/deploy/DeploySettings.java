package org.gvp.jobs.internal.deploy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What ops have decided about the jars that they drop.
 *
 * @param sharedFolder whether others than the daemon's user and root may write to them
 * @param signatures whether they have to be signed, and by whom
 */
record DeploySettings(boolean sharedFolder, Signatures signatures) {
  /** From the framework's properties. */
  static DeploySettings of(UnaryOperator<String> properties) {
    return new DeploySettings(
        "shared".equals(properties.apply("gvp.jobs.agents.folder")), signatures(properties));
  }

  private static Signatures signatures(UnaryOperator<String> properties) {
    String policy = properties.apply("gvp.jobs.agents.signatures");
    String trust = properties.apply("gvp.jobs.agents.trust");
    if (policy == null || trust == null) {
      return Signatures.off();
    }
    String password = properties.apply("gvp.jobs.agents.trust.password");
    return new Signatures(
        Signatures.Policy.valueOf(policy.toUpperCase(Locale.ROOT)),
        new TrustStore(Path.of(trust), password, Clock.systemUTC()));
  }

  /** The same, wherever the jar lies. */
  DeploySettings forAnyFolder() {
    return new DeploySettings(true, signatures);
  }
}
