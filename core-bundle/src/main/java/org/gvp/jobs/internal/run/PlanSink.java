package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Reach;
import org.gvp.jobs.internal.store.SafeJson;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.NewAction;

/** Takes the actions of one listing and writes them page by page. For one thread. */
final class PlanSink implements ActionSink {
  private static final Sql INSERT = Sql.named(PlanSink.class, "insertPlan");
  private static final int PAGE = 1_000;
  private static final int PAGE_CHARS = 4 * 1024 * 1024;
  private static final int MAX_TEXT = 200;

  private final JobRun run;
  private final DataSource pool;
  private final List<NewAction> page = new ArrayList<>();
  private boolean outOfReach;
  private int written;
  private int chars;

  PlanSink(JobRun run, DataSource pool) {
    this.run = run;
    this.pool = pool;
  }

  @Override
  public void add(NewAction action) {
    String what = "action " + (count() + 1) + " (" + shorten(action.label()) + ")";
    NewAction safe =
        new NewAction(
            text(what, "actionType", action.actionType()),
            shorten(action.label()),
            text(what, "mediaType", action.mediaType()),
            text(what, "referenceId", action.referenceId()),
            SafeJson.object(what + ": parameters", action.parameters()),
            text(what, "key", action.key()));
    page.add(safe);
    chars += safe.parameters() == null ? 0 : safe.parameters().length();
    if (page.size() >= PAGE || chars >= PAGE_CHARS) {
      flush();
    }
  }

  private static String text(String what, String field, String value) {
    if (value != null && value.length() > MAX_TEXT) {
      throw new IllegalArgumentException(
          what + ": " + field + " has " + value.length() + " characters, allowed are " + MAX_TEXT);
    }
    return value == null ? null : SafeJson.text(value);
  }

  /** A label is for reading: too long a one is cut, not refused. */
  private static String shorten(String label) {
    return SafeJson.text(label, MAX_TEXT);
  }

  /** Writes what has been added since. */
  void flush() {
    if (page.isEmpty()) {
      return;
    }
    try {
      Database.inTransaction(pool, this::write);
    } catch (SQLException e) {
      outOfReach = Reach.isOut(e);
      throw new IllegalStateException(
          "the register did not take the actions: " + e.getMessage(), e);
    }
    outOfReach = false;
    written += page.size();
    page.clear();
    chars = 0;
  }

  /** Whether the register could not be reached with what was added. */
  boolean isOutOfReach() {
    return outOfReach;
  }

  private int write(Connection connection) throws SQLException {
    ActionPages.lock(connection, run.job());
    try (NamedStatement statement = INSERT.prepare(connection)) {
      return statement
          .set("job", run.job().id())
          .set("first", written + 1)
          .set("types", column(NewAction::actionType))
          .set("labels", column(NewAction::label))
          .set("mediaTypes", column(NewAction::mediaType))
          .set("referenceIds", column(NewAction::referenceId))
          .set("keys", column(NewAction::key))
          .set("parameters", column(NewAction::parameters))
          .update();
    }
  }

  private Object[] column(Function<NewAction, String> value) {
    return page.stream().map(value).toArray();
  }

  /** How many actions have been added. */
  int count() {
    return written + page.size();
  }

  @Override
  public <T> T parameters(Class<T> type) {
    return run.agent().binder().read("job parameters", run.job().job().parameters(), type);
  }

  @Override
  public boolean stopRequested() {
    return run.stopRequested();
  }
}
