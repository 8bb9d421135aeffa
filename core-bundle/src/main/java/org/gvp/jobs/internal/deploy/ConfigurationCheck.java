package org.gvp.jobs.internal.deploy;

import java.util.List;
import java.util.Map;

/** Knows what a configuration file must say; registered as a service for its PID. */
public interface ConfigurationCheck {
  /** The PID, or the factory PID, that it knows. */
  String pid();

  /**
   * What is wrong with the values, each naming key, value and what is allowed; empty if all is
   * well.
   *
   * @param name the part of the file's name after the tilde, or null
   */
  List<String> problems(String name, Map<String, String> values);
}
