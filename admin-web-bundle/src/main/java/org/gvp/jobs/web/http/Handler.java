package org.gvp.jobs.web.http;

/** Answers requests. Thread-safe. */
@FunctionalInterface
public interface Handler {
  /** The answer to a GET. */
  Answer answer(Request request);
}
