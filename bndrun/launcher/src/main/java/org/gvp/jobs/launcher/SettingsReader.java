package org.gvp.jobs.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.gvp.jobs.launcher.Settings.Database;
import org.gvp.jobs.launcher.Settings.Probation;
import org.gvp.jobs.launcher.Settings.Web;
import org.gvp.jobs.launcher.Settings.WebAuth;

/** Reads the settings from the environment, the only place that does, and names every problem. */
final class SettingsReader {
  private static final int DEFAULT_DB_PORT = 54330;
  private static final int DEFAULT_HTTP_PORT = 8080;
  private static final int MAX_PORT = 65_535;
  static final String DEFAULT_ROLE_PREFIX = "gvp_jobs_";
  private static final Pattern ROLE_PREFIX = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,39}");

  private final Map<String, String> environment;
  private final boolean sandbox;
  private final List<String> problems = new ArrayList<>();

  private SettingsReader(Map<String, String> environment, boolean sandbox) {
    this.environment = environment;
    this.sandbox = sandbox;
  }

  /**
   * The settings of a daemon.
   *
   * @param sandbox whether it is the sandbox's, which has other defaults
   * @throws UsageException with all problems at once
   */
  static Settings read(Map<String, String> environment, boolean sandbox) {
    SettingsReader reader = new SettingsReader(environment, sandbox);
    reader.refuseUnknown();
    Settings settings =
        new Settings(
            reader.home(),
            reader.database(),
            reader.web(),
            AgentsReader.read(environment, reader.problems),
            reader.paused(),
            reader.probation());
    if (!reader.problems.isEmpty()) {
      throw new UsageException(reader.problems);
    }
    return settings;
  }

  private void refuseUnknown() {
    for (String name : new TreeMap<>(environment).keySet()) {
      if (name.startsWith(Variable.PREFIX) && Variable.of(name).isEmpty()) {
        problems.add(
            name
                + " is no setting of this daemon; did you mean "
                + Variable.nearest(name).variable()
                + "? ('help' lists them all)");
      }
    }
  }

  private String get(Variable variable) {
    return variable.in(environment);
  }

  private void bad(Variable variable, String value, String allowed) {
    problems.add(variable.variable() + " is '" + value + "', but must be " + allowed);
  }

  private Path home() {
    String value = get(Variable.HOME);
    Path home = Path.of(value == null ? "gvp-jobs-home" : value).toAbsolutePath().normalize();
    if (home.toString().contains(",") || home.toString().contains("$")) {
      // The framework reads these characters in its own way.
      bad(Variable.HOME, home.toString(), "a path without ',' and '$'");
    }
    return home;
  }

  private Database database() {
    String url = get(Variable.DB_URL);
    if (url == null && sandbox) {
      url = Settings.EMBEDDED;
    }
    String user = get(Variable.DB_USER);
    String password = secret(Variable.DB_PASSWORD, Variable.DB_PASSWORD_FILE);
    if (url == null) {
      problems.add(
          Variable.DB_URL.variable()
              + " is not set: give the register's database, jdbc:postgresql://host:5432/name;"
              + " for a trial set it to "
              + Settings.EMBEDDED);
    } else if (url.equals(Settings.EMBEDDED)) {
      refuseForEmbedded(Variable.DB_USER, Variable.DB_PASSWORD, Variable.DB_PASSWORD_FILE);
    } else if (!url.startsWith("jdbc:postgresql:")) {
      bad(Variable.DB_URL, url, "jdbc:postgresql://host:5432/name, or " + Settings.EMBEDDED);
    } else if (user == null && !url.contains("user=")) {
      problems.add(
          Variable.DB_USER.variable()
              + " is not set: give the user who owns the register, or the daemon's own");
    }
    return new Database(url, user, password, port(Variable.DB_PORT, DEFAULT_DB_PORT), rolePrefix());
  }

  private String rolePrefix() {
    String value = get(Variable.DB_ROLE_PREFIX);
    if (value == null) {
      return DEFAULT_ROLE_PREFIX;
    }
    if (!ROLE_PREFIX.matcher(value).matches()) {
      bad(
          Variable.DB_ROLE_PREFIX,
          value,
          "1 to 40 small letters, digits and '_', and not begin with a digit or with 'pg_'");
    }
    return value;
  }

  private void refuseForEmbedded(Variable... variables) {
    for (Variable variable : variables) {
      if (get(variable) != null) {
        problems.add(
            variable.variable()
                + " is set, but the embedded database makes its own user: unset it, or set "
                + Variable.DB_URL.variable()
                + " to an outside database");
      }
    }
  }

  private Web web() {
    String host = get(Variable.HTTP_HOST);
    if (host == null) {
      host = "127.0.0.1";
    }
    boolean loopback = false;
    try {
      loopback = InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      bad(Variable.HTTP_HOST, host, "an address of this machine, or 0.0.0.0 for all of them");
    }
    return new Web(
        host,
        port(Variable.HTTP_PORT, DEFAULT_HTTP_PORT),
        auth(loopback, host),
        secret(Variable.WEB_PASSWORD, Variable.WEB_PASSWORD_FILE));
  }

  private WebAuth auth(boolean loopback, String host) {
    String value = get(Variable.WEB_AUTH);
    if (value == null) {
      return sandbox && loopback ? WebAuth.NONE : WebAuth.BASIC;
    }
    switch (value) {
      case "basic":
        return WebAuth.BASIC;
      case "none":
        if (!loopback) {
          problems.add(
              Variable.WEB_AUTH.variable()
                  + " is 'none', which is for a loopback address only, but "
                  + Variable.HTTP_HOST.variable()
                  + " is '"
                  + host
                  + "': set it to 'basic'");
        }
        return WebAuth.NONE;
      default:
        bad(Variable.WEB_AUTH, value, "'basic' or 'none'");
        return WebAuth.BASIC;
    }
  }

  private boolean paused() {
    String value = get(Variable.START);
    if (value != null && !value.equals("paused") && !value.equals("running")) {
      bad(Variable.START, value, "'running' or 'paused'");
    }
    return "paused".equals(value);
  }

  private Probation probation() {
    Probation otherwise = Probation.DEFAULT;
    return new Probation(
        number(Variable.PROBATION_JOBS, otherwise.jobs(), 0, 1_000, "a number, 0 to 1000"),
        number(Variable.PROBATION_MINUTES, otherwise.minutes(), 1, 10_080, "1 to 10080 minutes"));
  }

  private int port(Variable variable, int otherwise) {
    return number(variable, otherwise, 1, MAX_PORT, "a port, 1 to " + MAX_PORT);
  }

  private int number(Variable variable, int otherwise, int least, int most, String allowed) {
    String value = get(variable);
    if (value == null) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,5}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    bad(variable, value, allowed);
    return otherwise;
  }

  private String secret(Variable value, Variable file) {
    String path = get(file);
    if (path == null) {
      return get(value);
    }
    if (get(value) != null) {
      problems.add(value.variable() + " and " + file.variable() + " are both set: keep one");
      return null;
    }
    try {
      String secret = Files.readString(Path.of(path)).strip();
      if (secret.isEmpty()) {
        bad(file, path, "a file with a password in it, but that one is empty");
      }
      return secret;
    } catch (IOException e) {
      bad(file, path, "a file that the daemon can read (" + e + ")");
      return null;
    }
  }
}
