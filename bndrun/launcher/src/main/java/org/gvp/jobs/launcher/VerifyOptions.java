package org.gvp.jobs.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What was typed behind {@code verify}.
 *
 * @param jar the jar in question, absolute
 * @param daemon the version or the jar of the daemon that is to answer; null for this one
 * @param junit where to write JUnit's XML, absolute; or null
 */
record VerifyOptions(Path jar, String daemon, Path junit) {
  private static final String USAGE = ": verify my.jar [--daemon VERSION|JAR] [--junit FILE]";

  static VerifyOptions parse(List<String> words) {
    Path jar = null;
    String daemon = null;
    Path junit = null;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--daemon" -> daemon = value(word, rest);
        case "--junit" -> junit = absolute(value(word, rest));
        default -> {
          if (word.startsWith("--") || jar != null) {
            throw new UsageException("'" + word + "' is not known to verify" + USAGE);
          }
          jar = absolute(word);
        }
      }
    }
    if (jar == null) {
      throw new UsageException("verify needs a jar" + USAGE);
    }
    return new VerifyOptions(jar, daemon, junit);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value" + USAGE);
    }
    return rest.next();
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }
}
