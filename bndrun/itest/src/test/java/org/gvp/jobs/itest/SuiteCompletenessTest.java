package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Whether the suite in the framework, which has run by now, ran every test that it has: a tester
 * that finds none calls that a success.
 */
class SuiteCompletenessTest {
  private static final Path CLASSES = Path.of(System.getProperty("itest.classes"));
  private static final Path REPORTS = Path.of(System.getProperty("itest.reports"));

  @Test
  void every_test_of_the_suite_is_in_its_report() {
    List<Element> suites = reports().stream().map(Document::getDocumentElement).toList();
    int tests = sum(suites, "tests");
    int failed = sum(suites, "failures") + sum(suites, "errors");
    int skipped = sum(suites, "skipped");
    System.out.printf(
        "In the framework: %d passed, %d failed, %d skipped%n",
        tests - failed - skipped, failed, skipped);
    List<String> cases = suites.stream().flatMap(SuiteCompletenessTest::cases).toList();
    List<String> missing = new ArrayList<>();
    for (Method method : testMethods()) {
      String name = method.getDeclaringClass().getName() + "." + method.getName();
      if (cases.stream().noneMatch(reported -> reported.startsWith(name))) {
        missing.add(name);
      }
    }
    assertThat(missing).as("tests that did not run").isEmpty();
    assertThat(tests).isGreaterThanOrEqualTo(testMethods().size()).isPositive();
  }

  private static Stream<String> cases(Element suite) {
    NodeList cases = suite.getElementsByTagName("testcase");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      names.add(test.getAttribute("classname") + "." + test.getAttribute("name"));
    }
    return names.stream();
  }

  private static int sum(List<Element> suites, String attribute) {
    return suites.stream()
        .map(suite -> suite.getAttribute(attribute))
        .filter(value -> !value.isEmpty())
        .mapToInt(Integer::parseInt)
        .sum();
  }

  private static List<Method> testMethods() {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
          .flatMap(name -> Arrays.stream(load(name).getDeclaredMethods()))
          .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, SuiteCompletenessTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Document> reports() {
    try (Stream<Path> files = Files.walk(REPORTS)) {
      List<Document> documents = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".xml")).toList()) {
        documents.add(
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile()));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException("the suite left no report in " + REPORTS, e);
    } catch (SAXException | ParserConfigurationException e) {
      throw new AssertionError(e);
    }
  }
}
