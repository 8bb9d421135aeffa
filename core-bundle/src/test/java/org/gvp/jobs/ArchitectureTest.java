package org.gvp.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package of the core may use which: one line for each, and no way back. */
class ArchitectureTest {
  private static final String ROOT = "org.gvp.jobs.";
  private static final int LEAST_CLASSES = 100;

  private static final JavaClasses CLASSES =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  private static final Map<String, List<String>> ALLOWED = new TreeMap<>();

  static {
    allow("job");
    allow("agent", "job");
    allow("register", "job");
    allow("query", "job");
    allow("internal.store", "job", "query", "register");
    allow("internal.status", "job", "internal.store");
    allow("internal.agents", "job", "agent");
    allow("internal.claim", "job", "internal.status", "internal.store");
    allow("internal.lease", "job", "internal.status", "internal.store");
    allow("internal.retention", "internal.store");
    allow(
        "internal.run",
        "job",
        "agent",
        "internal.agents",
        "internal.lease",
        "internal.status",
        "internal.store");
    allow("internal.schedule", "job", "internal.status", "internal.store", "internal.deploy");
    allow("internal.deploy", "job", "agent", "internal.agents");
    allow(
        "internal.heartbeat",
        "job",
        "internal.agents",
        "internal.claim",
        "internal.lease",
        "internal.run",
        "internal.status");
    allow(
        "internal.daemon",
        "job",
        "agent",
        "query",
        "register",
        "internal.agents",
        "internal.claim",
        "internal.deploy",
        "internal.heartbeat",
        "internal.lease",
        "internal.retention",
        "internal.run",
        "internal.schedule",
        "internal.status",
        "internal.store");
  }

  private static void allow(String name, String... others) {
    ALLOWED.put(
        ROOT + name,
        Stream.concat(Stream.of(name), Arrays.stream(others)).map(ROOT::concat).toList());
  }

  @Test
  void every_package_uses_only_what_its_line_allows() {
    assertThat(CLASSES.size()).as("classes seen").isGreaterThan(LEAST_CLASSES);
    ALLOWED.forEach(
        (name, allowed) ->
            ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat(ours().and(DescribedPredicate.not(in(allowed))))
                .allowEmptyShould(true)
                .check(CLASSES));
  }

  @Test
  void every_package_has_a_line() {
    TreeSet<String> packages = new TreeSet<>();
    CLASSES.forEach(type -> packages.add(type.getPackageName()));
    assertThat(ALLOWED.keySet()).containsAll(packages);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("org.gvp.jobs.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void time_comes_from_an_injected_clock() {
    ArchRule rule =
        noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
    rule.check(CLASSES);
  }

  @Test
  void nothing_but_copy_channel_and_statements_depends_on_the_driver_s_own_classes() {
    noClasses()
        .that()
        .doNotHaveSimpleName("CopyRows")
        .and()
        .doNotHaveSimpleName("Sql")
        .and()
        .doNotHaveSimpleName("Channel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.postgresql..")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> ours() {
    return JavaClass.Predicates.resideInAPackage("org.gvp.jobs..");
  }

  private static DescribedPredicate<JavaClass> in(List<String> packages) {
    return JavaClass.Predicates.resideInAnyPackage(packages.toArray(String[]::new));
  }
}
