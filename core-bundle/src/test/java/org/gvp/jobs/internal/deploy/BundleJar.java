package org.gvp.jobs.internal.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.gvp.jobs.internal.deploy.agents.EchoAgent;

/** Builds the jars that the tests drop. By default: a good agent with one component. */
final class BundleJar {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  static BundleJar agent(String name, String version, String customType) {
    return new BundleJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", name)
        .header("Bundle-Version", version)
        .header("Import-Package", "org.gvp.jobs.agent;version=\"[1.0,2)\",org.gvp.jobs.job")
        .header(
            "Provide-Capability",
            "org.gvp.jobs.agent;job.type:List<String>=Custom;custom.type=\"" + customType + "\"")
        .component(customType, "optional", "")
        .type(EchoAgent.class);
  }

  BundleJar component(String customType, String policy, String references) {
    return header("Service-Component", "OSGI-INF/agent.xml")
        .entry(
            "OSGI-INF/agent.xml",
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s"
                configuration-policy="%s" activate="start">
              <implementation class="org.gvp.jobs.internal.deploy.agents.EchoAgent"/>
              <property name="gvp.jobs.agent.job.type" value="Custom"/>
              <property name="gvp.jobs.agent.customType" value="%s"/>
              <service><provide interface="org.gvp.jobs.agent.Agent"/></service>
              %s
            </scr:component>
            """
                .formatted(customType, policy, customType, references));
  }

  /** What a build tool says of itself and of the time. */
  BundleJar builtBy(String java) {
    return header("Created-By", java + " (Acme)")
        .header("Build-Jdk-Spec", java)
        .header("Bnd-LastModified", Long.toString(java.hashCode()));
  }

  /** The same entries, the other way round. */
  BundleJar reordered() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(entries.keySet());
    Collections.reverse(names);
    names.forEach(name -> all.put(name, entries.get(name)));
    entries.clear();
    entries.putAll(all);
    return this;
  }

  BundleJar header(String name, String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.put(name, value);
    }
    return this;
  }

  BundleJar entry(String name, String text) {
    entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  BundleJar type(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      entries.put(name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  BundleJar activator(Class<?> activator) {
    return type(activator)
        .header("Bundle-Activator", activator.getName())
        .header("Import-Package", headers.get("Import-Package") + ",org.osgi.framework");
  }

  byte[] bytes() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  void writeTo(Path file) {
    write(file, bytes());
  }

  static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
