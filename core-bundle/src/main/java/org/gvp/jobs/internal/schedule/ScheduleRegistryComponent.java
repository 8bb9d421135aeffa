package org.gvp.jobs.internal.schedule;

import org.osgi.service.component.annotations.Component;

/** Holds the daemon's one {@link ScheduleRegistry} for schedules and scheduler. */
@Component(service = ScheduleRegistryComponent.class, immediate = true)
public final class ScheduleRegistryComponent {
  private final ScheduleRegistry registry = new ScheduleRegistry();

  /** The registry. */
  public ScheduleRegistry registry() {
    return registry;
  }
}
