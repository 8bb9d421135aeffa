package org.gvp.jobs.benchmark;

import java.nio.file.Path;
import java.util.List;

/** Where everything is: from the environment, as the harness of the peers sets it. */
final class Environment {
  /** The JVM options of the daemon that the README and the service unit state. */
  static final String JAVA_OPTIONS =
      "-Xms160m -Xmx160m -Xmn64m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
          + " -XX:ReservedCodeCacheSize=64m";

  private Environment() {}

  static String get(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }

  static int number(String name, int otherwise) {
    return Integer.parseInt(get(name, Integer.toString(otherwise)));
  }

  /** The register, for the daemon and for producers. */
  static String url() {
    return "jdbc:postgresql://"
        + get("PGHOST", "127.0.0.1")
        + ":"
        + get("PGPORT", "5432")
        + "/"
        + get("PGDATABASE", "peers");
  }

  static String user() {
    return get("PGUSER", "postgres");
  }

  static String password() {
    return get("PGPASSWORD", "");
  }

  /** The packaged daemon. */
  static Path daemonJar() {
    return Path.of(get("BENCHMARK_JAR", "bndrun/target/gvp-jobs.jar"));
  }

  /** The no-op agent: the jar that this program is in. */
  static Path agentJar() {
    return Path.of(get("BENCHMARK_AGENT", "bndrun/benchmark/target/gvp-jobs-benchmark.jar"));
  }

  /** Where the daemons' homes are made. */
  static Path work() {
    return Path.of(get("PEERS_WORK", System.getProperty("java.io.tmpdir")));
  }

  static List<String> javaOptions() {
    return List.of(get("BENCHMARK_JAVA_OPTS", JAVA_OPTIONS).trim().split("\\s+"));
  }

  /** How many daemons share the work. */
  static int daemons() {
    return number("BENCHMARK_DAEMONS", 1);
  }

  /** Whether jobs go in by {@code create_jobs} instead of the Java API. */
  static boolean bySql() {
    return get("BENCHMARK_ENQUEUE", "api").equals("sql");
  }

  /** The how manieth job is timed. */
  static int mark() {
    return number("PEERS_MARK", 20_000);
  }
}
