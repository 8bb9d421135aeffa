package org.gvp.jobs.acceptance;

import java.time.Duration;

/** Figures worth knowing, beside the generous bounds that the tests hold them to. */
final class Measured {
  private Measured() {}

  static void print(String what, Duration took) {
    System.out.printf("measured: %s: %.1f s%n", what, took.toMillis() / 1000.0);
  }

  static void print(String what) {
    System.out.println("measured: " + what);
  }
}
