package org.gvp.jobs.web.mask;

import java.io.IOException;

/**
 * JSON that holds no secrets any more; only a {@link Masker} makes one. Pages and the API take no
 * other. Immutable.
 */
public final class MaskedJson {
  private static final int SHOWN = 64 * 1024;

  private final String json;

  MaskedJson(String json) {
    this.json = json;
  }

  /** The JSON on one line. */
  public String compact() {
    return json;
  }

  /** The JSON for people, with line breaks; cut off where a page would become unwieldy. */
  public String pretty() {
    try {
      String pretty = JsonStream.pretty(json);
      return pretty.length() <= SHOWN ? pretty : pretty.substring(0, SHOWN) + "\n…";
    } catch (IOException e) {
      return json; // it was written by the masker, so this cannot be
    }
  }

  /** Whether {@link #pretty()} is only the beginning. */
  public boolean isCut() {
    return json.length() > SHOWN;
  }

  /** How long it is. */
  public int length() {
    return json.length();
  }

  /** Whether it says anything. */
  public boolean isEmpty() {
    return json.equals("{}") || json.equals("[]");
  }

  @Override
  public String toString() {
    return json;
  }
}
