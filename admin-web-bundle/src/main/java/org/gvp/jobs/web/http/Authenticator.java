package org.gvp.jobs.web.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Who may look. Closed unless it is said to be open: an unknown mode or a missing password lets
 * nobody in. Immutable.
 */
public final class Authenticator {
  /** The one user there is. */
  public static final String USER = "admin";

  private final boolean open;
  private final byte[] expected;

  /**
   * By the daemon's settings.
   *
   * @param mode {@code none} or {@code basic}
   * @param password of {@value #USER}
   */
  public Authenticator(String mode, String password) {
    this.open = "none".equals(mode);
    this.expected =
        "basic".equals(mode) && password != null && !password.isEmpty()
            ? digest(USER + ":" + password)
            : null;
  }

  /** Whether anybody at all can get in. */
  public boolean isClosed() {
    return !open && expected == null;
  }

  /** Whether the request may see everything. */
  public boolean admits(Request request) {
    if (open) {
      return true;
    }
    String header = request.authorization();
    if (expected == null || header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return false;
    }
    try {
      byte[] given = Base64.getDecoder().decode(header.substring(6).strip());
      return MessageDigest.isEqual(expected, digest(new String(given, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return false; // not Base64
    }
  }

  /** Digests have one length, so that comparing them tells nothing about the password's. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
