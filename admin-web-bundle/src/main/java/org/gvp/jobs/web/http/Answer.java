package org.gvp.jobs.web.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered. Immutable.
 *
 * @param status the HTTP status
 * @param contentType the type of the body, with its charset
 * @param body the bytes
 * @param headers headers beside those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String NO_STORE = "no-store";

  /** A page. */
  public static Answer html(int status, String page) {
    return text(status, "text/html; charset=utf-8", page);
  }

  /** JSON. */
  public static Answer json(int status, String json) {
    return text(status, "application/json; charset=utf-8", json);
  }

  /** A text of that type, never cached: it may hold what only this viewer may see. */
  public static Answer text(int status, String contentType, String text) {
    return new Answer(
        status,
        contentType,
        text.getBytes(StandardCharsets.UTF_8),
        Map.of("Cache-Control", NO_STORE));
  }

  /** This answer with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, contentType, body, more);
  }
}
