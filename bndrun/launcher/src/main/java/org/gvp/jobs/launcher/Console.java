package org.gvp.jobs.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the command line says to people. */
final class Console {
  // A service has no locale, and Java would then write question marks.
  private static final PrintStream OUT = stream(FileDescriptor.out);
  private static final PrintStream ERR = stream(FileDescriptor.err);

  private Console() {}

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A line on the standard output. */
  static void say(String line) {
    OUT.println(line);
  }

  /** A line on the standard error. */
  static void error(String line) {
    ERR.println("ERROR " + line);
  }
}
