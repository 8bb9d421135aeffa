package org.gvp.jobs.benchmark;

/** What was measured is worth nothing, and why. */
final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }
}
