package org.gvp.jobs.platform.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where GAL North is. */
@ObjectClassDefinition(
    name = "GVP Jobs: GAL North",
    description = "Where the agents find GAL North, and how long they wait for it.")
@interface GalNorthSettings {
  /** The bounds of {@link #timeout__ms()}. */
  int SHORTEST_MS = 100;

  /** The bounds of {@link #timeout__ms()}. */
  int LONGEST_MS = 120_000;

  @AttributeDefinition(
      name = "URL",
      description =
          "The base of GAL North's API, http or https, such as https://gal.example/gal-north/v1."
              + " Mandatory.")
  String url();

  @AttributeDefinition(
      name = "Timeout (ms)",
      description =
          "How long a request may take until its answer is there, in milliseconds, 100 to 120000.",
      min = "100",
      max = "120000",
      required = false)
  int timeout__ms() default 5000;
}
