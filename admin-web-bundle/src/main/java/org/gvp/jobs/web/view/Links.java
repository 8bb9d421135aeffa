package org.gvp.jobs.web.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.query.ActionFilter;
import org.gvp.jobs.query.JobFilter;

/** URLs of lists: the filter and the cursor, so that any view can be kept and sent. */
public final class Links {
  private Links() {}

  /** The list with that filter and cursors. */
  public static String jobs(String path, JobFilter filter, Long older, Long newer) {
    List<String> query = new ArrayList<>();
    add(query, "status", filter.status());
    add(query, "type", filter.jobType());
    add(query, "custom", filter.customType());
    add(query, "name", filter.name());
    add(query, "media", filter.mediaType());
    add(query, "ref", filter.referenceId());
    add(query, "older", older);
    add(query, "newer", newer);
    add(query, "limit", filter.limit() == 50 ? null : filter.limit());
    return join(path, query);
  }

  /** The list of a job's actions with that filter and cursors. */
  public static String actions(String path, ActionFilter filter, Integer after, Integer before) {
    List<String> query = new ArrayList<>();
    add(query, "status", filter.status());
    add(query, "after", after);
    add(query, "before", before);
    add(query, "limit", filter.limit() == 100 ? null : filter.limit());
    return join(path, query);
  }

  private static String join(String path, List<String> query) {
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static void add(List<String> query, String name, Object value) {
    if (value != null) {
      query.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
