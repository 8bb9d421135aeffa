package org.gvp.jobs.launcher;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What became of a jar that was verified, for people and for a build server.
 *
 * @param jar its file name
 * @param daemon who says so
 * @param steps as the core's verifier answers them
 */
record VerifyReport(String jar, String daemon, List<Map<String, String>> steps) {
  /** Replaces what no XML can hold: a jar's names may be made of anything. */
  VerifyReport {
    steps =
        steps.stream()
            .map(
                step -> {
                  Map<String, String> clean = new TreeMap<>();
                  step.forEach(
                      (key, text) -> clean.put(key, text.replaceAll("[^\\t\\P{Cntrl}]", "?")));
                  return clean;
                })
            .map(Map::copyOf)
            .toList();
  }

  boolean accepted() {
    return steps.stream().noneMatch(step -> step.containsKey("code"));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(jar + (accepted() ? " is accepted by " : " is rejected by ") + daemon);
    for (Map<String, String> step : steps) {
      String mark = step.containsKey("code") ? "FAIL  " : "ok    ";
      String found = step.containsKey("found") ? ": " + step.get("found") : "";
      lines.add((step.containsKey("skipped") ? "-     " : mark) + step.get("step") + found);
    }
    for (Map<String, String> step : steps) {
      for (String key : List.of("code", "cause", "cure")) {
        if (step.containsKey(key)) {
          lines.add(key + ": " + step.get(key));
        }
      }
    }
    return lines;
  }

  /** Writes it as the XML that build servers read of JUnit. */
  void writeJunit(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (Writer writer = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "verify " + jar);
      xml.writeAttribute("tests", Integer.toString(steps.size()));
      xml.writeAttribute("failures", count("code"));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", count("skipped"));
      for (Map<String, String> step : steps) {
        write(xml, step);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private void write(XMLStreamWriter xml, Map<String, String> step) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", jar + " on " + daemon);
    xml.writeAttribute("name", step.get("step"));
    if (step.containsKey("code")) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", step.get("code"));
      xml.writeAttribute("message", step.get("cause"));
      xml.writeCharacters(step.get("cause") + ". " + step.get("cure"));
      xml.writeEndElement();
    } else if (step.containsKey("skipped")) {
      xml.writeEmptyElement("skipped");
    }
    xml.writeEndElement();
  }

  private String count(String key) {
    return Long.toString(steps.stream().filter(step -> step.containsKey(key)).count());
  }
}
