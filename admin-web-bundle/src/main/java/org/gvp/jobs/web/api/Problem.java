package org.gvp.jobs.web.api;

import org.gvp.jobs.web.http.Answer;

/** Errors as programs read them: RFC 9457. Pure functions. */
public final class Problem {
  private Problem() {}

  /**
   * An error.
   *
   * @param status the HTTP status
   * @param title what kind of error
   * @param detail what happened, to what, and what to do
   * @param parameter the parameter that is wrong, or null
   */
  public static Answer answer(int status, String title, String detail, String parameter) {
    String json =
        Json.object(
            body -> {
              body.put("type", "about:blank")
                  .put("title", title)
                  .put("status", status)
                  .put("detail", detail);
              if (parameter != null) {
                body.put("parameter", parameter);
              }
            });
    return Answer.text(status, "application/problem+json", json);
  }
}
