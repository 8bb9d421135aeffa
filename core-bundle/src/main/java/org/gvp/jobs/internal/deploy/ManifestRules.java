package org.gvp.jobs.internal.deploy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import org.gvp.jobs.agent.JobType;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/** What the manifest of an agent must and must not say. */
final class ManifestRules {
  /** What a manifest says, once it has passed. */
  record Agent(String symbolicName, Version version, List<JobTypeKey> types) {}

  private static final String ANNOTATE =
      "Annotate the component with @JobType and build the jar with bnd (bnd-maven-plugin)";

  private ManifestRules() {}

  static Agent check(Attributes manifest) throws RejectedException {
    String name = symbolicName(manifest);
    Version version = version(manifest);
    forbid(
        manifest,
        Constants.FRAGMENT_HOST,
        RejectCode.FRAGMENT,
        "it is a fragment of another bundle",
        "Remove Fragment-Host from its manifest: an agent is a bundle of its own");
    forbid(
        manifest,
        Constants.EXPORT_PACKAGE,
        RejectCode.EXPORTS_PACKAGES,
        "it exports packages, so that it could not be replaced on its own",
        "Export nothing: write 'Export-Package:' without value or '-exportcontents:' in its"
            + " bnd.bnd, and remove @Export from its packages");
    forbid(
        manifest,
        Constants.DYNAMICIMPORT_PACKAGE,
        RejectCode.DYNAMIC_IMPORT,
        "it imports packages dynamically, so that nobody can tell what it needs",
        "Remove DynamicImport-Package, and embed the libraries that it needs");
    return new Agent(name, version, types(manifest));
  }

  private static String symbolicName(Attributes manifest) throws RejectedException {
    List<ManifestHeader.Clause> name =
        ManifestHeader.parse(manifest.getValue(Constants.BUNDLE_SYMBOLICNAME));
    if (name.isEmpty()) {
      throw notABundle("it is a jar, but its manifest has no Bundle-SymbolicName");
    } else if (!"2".equals(manifest.getValue(Constants.BUNDLE_MANIFESTVERSION))) {
      throw notABundle("it is a jar, but its manifest has no Bundle-ManifestVersion: 2");
    }
    return name.get(0).path();
  }

  private static Version version(Attributes manifest) throws RejectedException {
    try {
      return Version.parseVersion(manifest.getValue(Constants.BUNDLE_VERSION));
    } catch (IllegalArgumentException e) {
      throw notABundle(
          "its Bundle-Version '"
              + manifest.getValue(Constants.BUNDLE_VERSION)
              + "' is no version like 1.2.3 or 1.2.3.beta");
    }
  }

  private static RejectedException notABundle(String text) {
    return new RejectedException(
        RejectCode.NOT_A_BUNDLE, text, "Build it as an OSGi bundle with bnd (bnd-maven-plugin)");
  }

  private static void forbid(
      Attributes manifest, String header, RejectCode code, String text, String fix)
      throws RejectedException {
    String value = manifest.getValue(header);
    if (value != null && !value.isBlank()) {
      throw new RejectedException(code, text + " (" + header + ": " + shorten(value) + ")", fix);
    }
  }

  private static String shorten(String value) {
    return value.length() <= 200 ? value : value.substring(0, 200) + "…";
  }

  private static List<JobTypeKey> types(Attributes manifest) throws RejectedException {
    Set<JobTypeKey> types = new LinkedHashSet<>();
    boolean declared = false;
    for (ManifestHeader.Clause clause :
        ManifestHeader.parse(manifest.getValue(Constants.PROVIDE_CAPABILITY))) {
      if (clause.path().equals(JobType.NAMESPACE)) {
        declared = true;
        types.addAll(types(clause.attributes()));
      }
    }
    if (!declared) {
      throw new RejectedException(
          RejectCode.NO_JOB_TYPE,
          "it is a bundle, but declares no job type (no Provide-Capability in namespace "
              + JobType.NAMESPACE
              + ")",
          ANNOTATE);
    }
    return List.copyOf(types);
  }

  private static List<JobTypeKey> types(Map<String, String> attributes) throws RejectedException {
    String custom = attributes.getOrDefault("custom.type", "");
    List<String> names = ManifestHeader.list(attributes.getOrDefault("job.type", ""));
    if (names.isEmpty()) {
      throw new RejectedException(
          RejectCode.BAD_JOB_TYPE, "it declares an agent without a job type", ANNOTATE);
    }
    List<JobTypeKey> types = new ArrayList<>();
    for (String name : names) {
      try {
        types.add(new JobTypeKey(name, custom.isEmpty() ? null : custom));
      } catch (IllegalArgumentException e) {
        throw new RejectedException(
            RejectCode.BAD_JOB_TYPE,
            "it declares " + e.getMessage(),
            "Correct @JobType of its component and build it again");
      }
    }
    return types;
  }
}
