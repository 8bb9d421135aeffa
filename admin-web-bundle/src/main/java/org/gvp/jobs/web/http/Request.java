package org.gvp.jobs.web.http;

/**
 * What was asked, as far as the web cares. Immutable.
 *
 * @param method the HTTP method
 * @param base what stands before the path in links: the context path, or empty
 * @param path the path, decoded, without the base
 * @param query the query string as it came, or null
 * @param authorization the header of that name, or null
 */
public record Request(String method, String base, String path, String query, String authorization) {

  /** The parameters of the query string. */
  public Params params() {
    return Params.of(query);
  }

  /** Whether the answer is for programs: then errors are, too. */
  public boolean isApi() {
    return path.startsWith("/api/") || path.equals("/api") || path.startsWith("/health/");
  }
}
