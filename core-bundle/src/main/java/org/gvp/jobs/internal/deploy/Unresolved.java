package org.gvp.jobs.internal.deploy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** Says in words what a bundle needs and the daemon does not have. */
final class Unresolved {
  private static final Pattern AT_LEAST = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

  private final FrameworkWiring wiring;

  Unresolved(FrameworkWiring wiring) {
    this.wiring = wiring;
  }

  /** What is missing, a sentence each; empty if everything is there, but does not fit together. */
  List<String> missing(Bundle bundle) {
    List<String> missing = new ArrayList<>();
    for (BundleRequirement requirement :
        bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
      if (isMandatory(requirement) && wiring.findProviders(requirement).isEmpty()) {
        missing.add(inWords(requirement));
      }
    }
    return missing;
  }

  /** What it asks of the daemon's own packages that only a newer daemon has. */
  List<ApiVersion> newerApi(Bundle bundle) {
    List<ApiVersion> newer = new ArrayList<>();
    for (BundleRequirement requirement :
        bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
      if (isMandatory(requirement)
          && requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
        String filter = requirement.getDirectives().get(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
        newerApi(nameIn(filter, requirement.getNamespace()), floor(filter)).ifPresent(newer::add);
      }
    }
    return newer;
  }

  private Optional<ApiVersion> newerApi(String name, String floor) {
    if (floor == null || !name.startsWith(ApiVersion.PREFIX)) {
      return Optional.empty();
    }
    Version wanted = Version.parseVersion(floor);
    return versions(name).stream()
        .map(Version::parseVersion)
        .max(Version::compareTo)
        .filter(found -> found.compareTo(wanted) < 0)
        .map(found -> new ApiVersion(name, wanted, found));
  }

  private static boolean isMandatory(Requirement requirement) {
    Map<String, String> directives = requirement.getDirectives();
    String effective = directives.get(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE);
    return !Namespace.RESOLUTION_OPTIONAL.equals(
            directives.get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
        && (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE));
  }

  private String inWords(Requirement requirement) {
    String namespace = requirement.getNamespace();
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    if (namespace.equals(PackageNamespace.PACKAGE_NAMESPACE)) {
      return packageInWords(nameIn(filter, namespace), filter);
    } else if (namespace.equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
      return "a Java that matches "
          + filter
          + " (this is Java "
          + Runtime.version().feature()
          + ")";
    }
    return namespace + " " + filter + " (the daemon has none)";
  }

  private String packageInWords(String name, String filter) {
    List<String> versions = versions(name);
    return "package "
        + name
        + range(filter)
        + (versions.isEmpty()
            ? " (the daemon has none)"
            : " (the daemon has " + String.join(", ", versions) + ")");
  }

  private static String nameIn(String filter, String namespace) {
    Matcher name =
        Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]+)\\)").matcher(filter);
    return name.find() ? name.group(1) : filter;
  }

  private static String range(String filter) {
    Matcher below = BELOW.matcher(filter);
    String ceiling = below.find() ? below.group(1) : null;
    String floor = floor(filter);
    if (floor == null) {
      return ceiling == null ? "" : " below " + ceiling;
    }
    return ceiling == null ? " from " + floor : " [" + floor + "," + ceiling + ")";
  }

  private static String floor(String filter) {
    Matcher atLeast = AT_LEAST.matcher(BELOW.matcher(filter).replaceAll(""));
    return atLeast.find() ? atLeast.group(1) : null;
  }

  private List<String> versions(String name) {
    Collection<? extends Capability> providers =
        wiring.findProviders(new AnyVersion(PackageNamespace.PACKAGE_NAMESPACE, name));
    return providers.stream()
        .map(capability -> String.valueOf(capability.getAttributes().get("version")))
        .distinct()
        .sorted()
        .toList();
  }

  /** Asks for a name without a range. */
  private record AnyVersion(String namespace, String name) implements Requirement {
    @Override
    public String getNamespace() {
      return namespace;
    }

    @Override
    public Map<String, String> getDirectives() {
      return Map.of(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "(" + namespace + "=" + name + ")");
    }

    @Override
    public Map<String, Object> getAttributes() {
      return Map.of();
    }

    @Override
    public Resource getResource() {
      return null;
    }
  }
}
