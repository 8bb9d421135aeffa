package org.gvp.jobs.web.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.NotFound;

/**
 * Style, script and icon. Their paths hold a hash of their content, so browsers may keep them for
 * ever and still see every change.
 */
public final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "gvp-jobs.css", "text/css; charset=utf-8",
          "gvp-jobs.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private static final Map<String, String> PATHS = new LinkedHashMap<>();
  private static final Map<String, Answer> ANSWERS = new LinkedHashMap<>();

  static {
    TYPES.forEach(Assets::load);
  }

  private Assets() {}

  private static void load(String name, String type) {
    try (InputStream file = Assets.class.getResourceAsStream("/org/gvp/jobs/web/asset/" + name)) {
      byte[] bytes = file.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      int dot = name.lastIndexOf('.');
      String hashed =
          name.substring(0, dot) + "-" + HexFormat.of().formatHex(hash, 0, 6) + name.substring(dot);
      PATHS.put(name, "/assets/" + hashed);
      ANSWERS.put(
          hashed,
          new Answer(
              200, type, bytes, Map.of("Cache-Control", "public, max-age=31536000, immutable")));
    } catch (IOException e) {
      throw new UncheckedIOException("asset " + name + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The path of a file. */
  public static String path(String name) {
    return PATHS.get(name);
  }

  /** The file of that hashed name. */
  public static Answer answer(String hashed) {
    Answer answer = ANSWERS.get(hashed);
    if (answer == null) {
      throw new NotFound("There is no asset " + hashed + ".");
    }
    return answer;
  }
}
