package org.gvp.jobs.web.model;

import java.time.Instant;
import java.util.List;

/**
 * What every page has around its content.
 *
 * @param title the page's title
 * @param active the path of the page in the navigation, or null
 * @param base what stands before every path in links
 * @param version the daemon's version
 * @param node the daemon's name
 * @param now when the page was made
 */
public record Shell(
    String title, String active, String base, String version, String node, Instant now) {
  /** An entry of the navigation. */
  public record Entry(String path, String label) {}

  private static final List<Entry> NAVIGATION =
      List.of(
          new Entry("/", "Overview"),
          new Entry("/jobs", "Jobs"),
          new Entry("/schedules", "Schedules"),
          new Entry("/agents", "Agents"),
          new Entry("/nodes", "Nodes"),
          new Entry("/about", "About"));

  /** The pages that are linked from everywhere. */
  public List<Entry> navigation() {
    return NAVIGATION;
  }

  /** A path of the web as a link. */
  public String link(String path) {
    return base + path;
  }

  /** A file as a link that changes with its content. */
  public String asset(String name) {
    return base + Assets.path(name);
  }
}
