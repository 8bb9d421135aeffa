package org.gvp.jobs.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Commands {
  private static final String PREFIX = "GVP_JOBS_";

  private Commands() {}

  /** What a program answered. */
  record Output(int exitCode, String out, String err) {
    String all() {
      return out + err;
    }
  }

  /** A command line of a jar, with no other setting than the given ones. */
  static ProcessBuilder java(
      Path javaHome, Path jar, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Jars.java(javaHome).toString());
    command.add("-Xmx320m");
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith(PREFIX));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs a jar to its end. */
  static Output run(Path jar, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(java(Jars.javaHome(), jar, environment, List.of(arguments)), Duration.ofSeconds(60));
  }

  /** Runs a program to its end; what takes longer is ended, and a failure. */
  static Output run(ProcessBuilder builder, Duration most)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("gvp-jobs-acceptance", ".out");
    Path err = Files.createTempFile("gvp-jobs-acceptance", ".err");
    try {
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      try {
        process.getOutputStream().close();
        if (!process.waitFor(most.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError(
              builder.command() + " did not end within " + most + ": " + Files.readString(out));
        }
        return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        process.destroyForcibly();
      }
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
