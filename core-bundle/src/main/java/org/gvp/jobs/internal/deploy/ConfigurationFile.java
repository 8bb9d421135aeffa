package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file as it was read: {@code <pid>.cfg} or {@code <factory pid>~<name>.cfg}.
 *
 * @param file its name
 * @param pid its PID, or its factory PID
 * @param name the part after the tilde, or null
 * @param values what it says, with framework properties put in
 * @param problems what is wrong with it as a file
 */
record ConfigurationFile(
    String file, String pid, String name, Map<String, String> values, List<String> problems) {
  /** How their names end. */
  static final String SUFFIX = ".cfg";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern SECRET = Pattern.compile("password|secret|token|credential");

  static String pidIn(String file) {
    String stem = stem(file);
    int tilde = stem.indexOf('~');
    return tilde < 0 ? stem : stem.substring(0, tilde);
  }

  static String nameIn(String file) {
    String stem = stem(file);
    int tilde = stem.indexOf('~');
    return tilde < 0 ? null : stem.substring(tilde + 1);
  }

  /** A key with its value as it may be shown: secrets are not. */
  static String shown(String key, String value) {
    String word = key.toLowerCase(Locale.ROOT);
    boolean secret = SECRET.matcher(word).find();
    return key + " = " + (secret ? "***" : value);
  }

  private static String stem(String file) {
    return file.substring(0, file.length() - SUFFIX.length());
  }

  /**
   * Reads it.
   *
   * @param framework the framework's properties
   */
  static ConfigurationFile read(Path path, UnaryOperator<String> framework) throws IOException {
    String file = path.getFileName().toString();
    List<String> problems = new ArrayList<>();
    Map<String, String> values = new TreeMap<>();
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (MalformedInputException e) {
      problems.add("it is not UTF-8: save it as UTF-8");
    } catch (IllegalArgumentException e) {
      problems.add("it holds a malformed \\u escape: write \\uXXXX, or the character itself");
    }
    for (String key : properties.stringPropertyNames()) {
      values.put(key, put(key, properties.getProperty(key).strip(), framework, problems));
    }
    if ("".equals(nameIn(file))) {
      problems.add("its name ends after the tilde: write " + pidIn(file) + "~<name>.cfg");
    }
    return new ConfigurationFile(file, pidIn(file), nameIn(file), values, problems);
  }

  private static String put(
      String key, String value, UnaryOperator<String> framework, List<String> problems) {
    Matcher reference = REFERENCE.matcher(value);
    StringBuilder text = new StringBuilder();
    while (reference.find()) {
      String found = framework.apply(reference.group(1));
      if (found == null) {
        problems.add(
            shown(key, value) + ": there is no framework property '" + reference.group(1) + "'");
        found = "";
      }
      reference.appendReplacement(text, Matcher.quoteReplacement(found));
    }
    return reference.appendTail(text).toString();
  }
}
