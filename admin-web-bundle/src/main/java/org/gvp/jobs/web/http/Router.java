package org.gvp.jobs.web.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which path is answered by what. Built once, then immutable. */
public final class Router {
  /** Answers requests for a path with a variable part. */
  @FunctionalInterface
  public interface VariableHandler {
    /** The answer; {@code variable} is what stood in the path for the braces. */
    Answer answer(Request request, String variable);
  }

  private record Route(Pattern pattern, String template, VariableHandler handler) {}

  private final List<Route> routes = new ArrayList<>();

  /** Adds a path. */
  public Router add(String path, Handler handler) {
    return add(path, (request, variable) -> handler.answer(request));
  }

  /** Adds a path with one variable part, written as braces: {@code /jobs/{id}}. */
  public Router add(String template, VariableHandler handler) {
    String regex = Pattern.quote(template).replaceAll("\\{[a-z]+\\}", "\\\\E([^/]+)\\\\Q") + "/?";
    routes.add(new Route(Pattern.compile(regex), template, handler));
    return this;
  }

  /** What answers that path. */
  public Optional<Handler> find(String path) {
    for (Route route : routes) {
      Matcher matcher = route.pattern.matcher(path);
      if (matcher.matches()) {
        String variable = matcher.groupCount() == 0 ? null : matcher.group(1);
        return Optional.of(request -> route.handler.answer(request, variable));
      }
    }
    return Optional.empty();
  }

  /** The paths, as they were added. */
  public List<String> paths() {
    return routes.stream().map(Route::template).toList();
  }
}
