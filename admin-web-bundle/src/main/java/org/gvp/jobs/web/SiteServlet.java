package org.gvp.jobs.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.Headers;
import org.gvp.jobs.web.http.Request;

/** Carries requests to the site and answers back: every method, so that none slips by. */
class SiteServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Site site;

  SiteServlet(Site site) {
    this.site = site;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Answer answer = site.answer(read(request));
    response.setStatus(answer.status());
    Headers.ALL.forEach(response::setHeader);
    answer.headers().forEach(response::setHeader);
    response.setContentType(answer.contentType());
    response.setContentLength(answer.body().length);
    if (hasBody(request)) {
      // Nothing here reads one: the server may end the connection, and whoever keeps it must know.
      response.setHeader("Connection", "close");
    }
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
  }

  private static boolean hasBody(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  private static Request read(HttpServletRequest request) {
    String path = request.getServletPath();
    if (request.getPathInfo() != null) {
      path += request.getPathInfo();
    }
    return new Request(
        request.getMethod(),
        request.getContextPath(),
        path.isEmpty() ? "/" : path,
        request.getQueryString(),
        request.getHeader("Authorization"));
  }
}
