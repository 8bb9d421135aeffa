package org.gvp.jobs.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/** The manifest of the bundle under test, as the build has written it. */
public final class BundleManifest {
  /** Beginnings of the packages that an agent may import; all else it embeds. */
  private static final List<String> ALLOWED =
      List.of(
          "org.gvp.jobs.job",
          "org.gvp.jobs.agent",
          "org.gvp.jobs.register",
          "org.gvp.jobs.platform.",
          "org.slf4j",
          "org.osgi.",
          "java.",
          "javax.",
          "org.w3c.",
          "org.xml.");

  private static final Pattern CLAUSE = Pattern.compile(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private final Manifest manifest;

  private BundleManifest(Manifest manifest) {
    this.manifest = manifest;
  }

  /** The manifest of the module that the tests run in, {@code target/classes}. */
  public static BundleManifest ofThisModule() {
    Path file = Path.of("target", "classes", "META-INF", "MANIFEST.MF");
    try (InputStream in = Files.newInputStream(file)) {
      return new BundleManifest(new Manifest(in));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "there is no " + file + ": run the tests by Maven, with bnd-maven-plugin in the pom", e);
    }
  }

  /** A header; empty if it is absent. */
  public String header(String name) {
    String value = manifest.getMainAttributes().getValue(name);
    return value == null ? "" : value;
  }

  /** The clauses of a header. */
  public List<String> clauses(String name) {
    String value = header(name);
    return value.isEmpty() ? List.of() : List.of(CLAUSE.split(value, 0));
  }

  /** The imported packages. */
  public List<String> imports() {
    return clauses("Import-Package").stream().map(clause -> clause.split(";", 2)[0]).toList();
  }

  /** The imported packages that no agent may import. */
  public List<String> forbiddenImports() {
    List<String> forbidden = new ArrayList<>(imports());
    forbidden.removeIf(
        name ->
            ALLOWED.stream().anyMatch(allowed -> name.equals(allowed) || name.startsWith(allowed)));
    return forbidden;
  }
}
