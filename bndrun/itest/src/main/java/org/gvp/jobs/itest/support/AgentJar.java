package org.gvp.jobs.itest.support;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gvp.jobs.agent.Agent;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Builds the jar of an agent with bnd, as an integrator's build does. */
public final class AgentJar {
  private final Map<String, String> instructions = new LinkedHashMap<>();

  private AgentJar(Class<?> component, String symbolicName, String version) {
    with("Bundle-SymbolicName", symbolicName);
    with("Bundle-Version", version);
    with("-privatepackage", component.getPackageName());
    with("-dsannotations", component.getName());
    with("-metatypeannotations", component.getName() + "*");
    with("-bundleannotations", component.getName());
  }

  /** With that component alone. */
  public static AgentJar of(Class<?> component, String symbolicName, String version) {
    return new AgentJar(component, symbolicName, version);
  }

  /** With an instruction to bnd, or a header of the manifest. */
  public AgentJar with(String key, String value) {
    instructions.put(key, value);
    return this;
  }

  /** The jar. */
  public byte[] bytes() {
    try (Builder bnd = new Builder()) {
      bnd.addClasspath(file(FrameworkUtil.getBundle(AgentJar.class)));
      bnd.addClasspath(file(FrameworkUtil.getBundle(Agent.class)));
      instructions.forEach(bnd::setProperty);
      Jar jar = bnd.build();
      if (!bnd.isOk()) {
        throw new AssertionError("bnd: " + bnd.getErrors() + " " + bnd.getWarnings());
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      jar.write(bytes);
      return bytes.toByteArray();
    } catch (Exception e) {
      throw new AssertionError("cannot build " + instructions, e);
    }
  }

  private static File file(Bundle bundle) {
    String location = bundle.getLocation();
    File file = new File(URI.create(location.replaceFirst("^reference:", "")));
    if (!file.exists()) {
      throw new AssertionError(bundle + " does not lie where it says: " + location);
    }
    return file;
  }
}
