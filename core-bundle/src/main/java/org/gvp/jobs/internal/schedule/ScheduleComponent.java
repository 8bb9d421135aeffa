package org.gvp.jobs.internal.schedule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One schedule of this daemon: there is one for each {@code etc/org.gvp.jobs.schedule~*.cfg}. */
@Component(
    service = {},
    immediate = true,
    name = ScheduleFile.PID,
    configurationPid = ScheduleFile.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ScheduleComponent {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleComponent.class);

  /** What the framework adds to a component's properties; the rest stands in the file. */
  private static final List<String> FRAMEWORK_KEYS =
      List.of("service.", "component.", "osgi.", "felix.");

  private final ScheduleRegistry registry;
  private final Schedule schedule;

  /** Hands its schedule over. */
  @Activate
  public ScheduleComponent(
      @Reference ScheduleRegistryComponent registry, Map<String, Object> configuration) {
    this.registry = registry.registry();
    String pid = String.valueOf(configuration.get("service.pid"));
    String name = pid.substring(pid.indexOf('~') + 1);
    ScheduleFile.Parsed parsed = ScheduleFile.parse(name, values(configuration));
    schedule = parsed.schedule();
    if (schedule == null) {
      LOG.error("schedule {} is not used: {}", name, parsed.problems());
    } else {
      this.registry.put(schedule);
    }
  }

  private static Map<String, String> values(Map<String, Object> configuration) {
    Map<String, String> values = new TreeMap<>();
    configuration.forEach(
        (key, value) -> {
          if (FRAMEWORK_KEYS.stream().noneMatch(key::startsWith)) {
            values.put(key, String.valueOf(value));
          }
        });
    return values;
  }

  @Deactivate
  void deactivate(int reason) {
    if (schedule == null) {
      return;
    } else if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED) {
      registry.remove(schedule.name());
    } else {
      // The daemon ends, or the file was changed and comes again.
      registry.forget(schedule);
    }
  }
}
