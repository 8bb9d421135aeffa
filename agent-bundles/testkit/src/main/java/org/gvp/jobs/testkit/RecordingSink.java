package org.gvp.jobs.testkit;

import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.agent.ActionSink;
import org.gvp.jobs.job.NewAction;

/** Keeps the actions that a planner lists, and refuses what the register would refuse. */
public final class RecordingSink implements ActionSink {
  private static final int LONGEST = 200;

  private final String parameters;
  private final List<NewAction> actions = new ArrayList<>();
  private int stopAfter = Integer.MAX_VALUE;

  /** For a job without parameters. */
  public RecordingSink() {
    this(null);
  }

  /** For a job with parameters: a JSON object, or null. */
  public RecordingSink(String parameters) {
    this.parameters = parameters;
  }

  /** Has the planner asked to come back once it has listed so many actions. */
  public RecordingSink stopAfter(int count) {
    stopAfter = count;
    return this;
  }

  @Override
  public void add(NewAction action) {
    String name = "action '" + action.label() + "'";
    requireShort(name, "action type", action.actionType());
    requireShort(name, "label", action.label());
    requireShort(name, "media type", action.mediaType());
    requireShort(name, "reference id", action.referenceId());
    requireShort(name, "key", action.key());
    Json.requireObject(action.parameters(), name);
    actions.add(action);
  }

  private static void requireShort(String name, String field, String value) {
    if (value != null && value.codePointCount(0, value.length()) > LONGEST) {
      throw new IllegalArgumentException(
          name + " has a " + field + " of more than " + LONGEST + " characters");
    }
  }

  @Override
  public <T> T parameters(Class<T> type) {
    return Json.read(parameters, type);
  }

  @Override
  public boolean stopRequested() {
    return actions.size() >= stopAfter;
  }

  /** What was listed. */
  public List<NewAction> actions() {
    return List.copyOf(actions);
  }
}
