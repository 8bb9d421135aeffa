package org.gvp.jobs.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Names the job types that an {@link Agent} component serves. It becomes service properties, by
 * which the daemon routes, and a capability in the bundle's manifest, by which the daemon knows
 * before it starts the bundle which types should appear.
 */
@ComponentPropertyType
@Capability(namespace = JobType.NAMESPACE)
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface JobType {
  /** The namespace of the manifest capability. */
  String NAMESPACE = "org.gvp.jobs.agent";

  /**
   * Puts the names of the service properties under one roof: {@code gvp.jobs.agent.job.type} for
   * the types, {@code gvp.jobs.agent.customType}, and so on.
   */
  String PREFIX_ = "gvp.jobs.agent.";

  /** The job types, spelled as in the register. */
  @Attribute("job.type")
  String[] value();

  /** The custom type; exactly where the job type is {@code Custom}. */
  @Attribute("custom.type")
  String customType() default "";

  /**
   * The version of the agent's way of listing actions. A job is only run by agents of the plan
   * version that listed its actions, or a higher one.
   */
  @Attribute("plan.version")
  int planVersion() default 1;

  /** Whether the actions of a job are performed one after the other, in the order of the list. */
  boolean ordered() default false;

  /** How many actions this agent performs at once, on one daemon. At least 1. */
  int concurrency() default 8;

  /** Whether a job is Finished even if actions failed for good; they are counted. */
  boolean bestEffort() default false;
}
