package org.gvp.jobs.sandbox.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The texts that lie in the bundle beside the sandbox's classes. */
public final class Scripts {
  private static final String FOLDER = "/org/gvp/jobs/sandbox/";

  private Scripts() {}

  /** The text of that name, UTF-8. */
  public static String read(String name) {
    try (InputStream in = Scripts.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + name + " is missing from the sandbox's bundle");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + FOLDER + name, e);
    }
  }
}
