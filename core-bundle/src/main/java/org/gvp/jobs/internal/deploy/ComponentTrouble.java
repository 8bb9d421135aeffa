package org.gvp.jobs.internal.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.gvp.jobs.agent.Agent;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks Declarative Services why an agent's component is not there. */
final class ComponentTrouble {
  /**
   * Why.
   *
   * @param passing whether it will be there by itself once a configuration or a service is
   * @param text what is the matter
   * @param fix what to do
   */
  record Diagnosis(boolean passing, String text, String fix) {}

  private final Supplier<ServiceComponentRuntime> runtime;

  /** The supplier answers null while there is no such service. */
  ComponentTrouble(Supplier<ServiceComponentRuntime> runtime) {
    this.runtime = runtime;
  }

  /** What keeps the agents of the bundle away; the worst first. Empty if nothing is known. */
  List<Diagnosis> of(Bundle bundle) {
    List<Diagnosis> found = new ArrayList<>();
    ServiceComponentRuntime components = runtime.get();
    if (components != null) {
      for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
        if (List.of(component.serviceInterfaces).contains(Agent.class.getName())) {
          diagnose(components, component, found);
        }
      }
    }
    found.sort((a, b) -> Boolean.compare(a.passing(), b.passing()));
    return found;
  }

  private static void diagnose(
      ServiceComponentRuntime components,
      ComponentDescriptionDTO component,
      List<Diagnosis> found) {
    if (!components.isComponentEnabled(component)) {
      found.add(
          new Diagnosis(
              false,
              "component " + component.name + " is disabled",
              "Remove enabled = false from its @Component"));
      return;
    }
    Collection<ComponentConfigurationDTO> configurations =
        components.getComponentConfigurationDTOs(component);
    if (configurations.isEmpty()) {
      found.add(unconfigured(component));
    }
    for (ComponentConfigurationDTO configuration : configurations) {
      diagnose(component, configuration, found);
    }
  }

  private static void diagnose(
      ComponentDescriptionDTO component,
      ComponentConfigurationDTO configuration,
      List<Diagnosis> found) {
    switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          found.add(unconfigured(component));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Arrays.stream(configuration.unsatisfiedReferences)
              .forEach(reference -> found.add(unsatisfied(component, reference)));
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          found.add(failed(component, configuration));
      default -> {}
    }
  }

  private static Diagnosis unconfigured(ComponentDescriptionDTO component) {
    String files =
        String.join(", ", Arrays.stream(component.configurationPid).map(p -> p + ".cfg").toList());
    return new Diagnosis(
        true,
        "component " + component.name + " needs a configuration",
        "Write etc/" + files + "; it begins to serve by itself then");
  }

  private static Diagnosis unsatisfied(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO reference) {
    String service =
        Arrays.stream(component.references)
            .filter(described -> described.name.equals(reference.name))
            .map(described -> described.interfaceName)
            .findFirst()
            .orElse("unknown");
    String target = reference.target == null ? "" : " " + reference.target;
    return new Diagnosis(
        true,
        "component " + component.name + " needs service " + service + target,
        "Set up what provides that service (its settings in etc/, its bundle); the agent begins to"
            + " serve by itself then");
  }

  private static Diagnosis failed(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    return new Diagnosis(
        false,
        "activating component " + component.name + " threw " + firstLines(configuration.failure),
        "Correct its settings in etc/ or the agent itself; it is tried again when either changes");
  }

  /** The exception and its causes, without the frames between them. */
  private static String firstLines(String failure) {
    if (failure == null) {
      return "an exception";
    }
    List<String> lines =
        failure
            .lines()
            .filter(line -> !line.startsWith("\t") && !line.isBlank())
            .map(String::strip)
            .limit(4)
            .toList();
    return String.join(" ", lines);
  }
}
