package org.gvp.jobs.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;

/**
 * One attempt at an action, in place of the daemon. Make one with {@link #of}, change it with the
 * {@code with…} methods, hand it to the agent, then look at what is left in it.
 */
public final class TestContext implements ActionContext {
  /** What completes an action on the agent's connection, in place of the register. */
  @FunctionalInterface
  public interface Completion {
    /** Completes it, or throws as the register would. */
    void on(Connection connection, ActionResult result) throws SQLException;
  }

  private final Job job;
  private final JobAction action;
  private Clock clock = Clock.systemUTC();
  private Map<String, ?> settings = Map.of();
  private Completion completion = (connection, result) -> {};
  private String key;
  private int attempt = 1;
  private int token = 1;
  private String checkpoint;
  private double fraction;
  private volatile boolean stopRequested;
  private volatile boolean lost;
  private volatile RuntimeException thrown;
  private volatile ActionResult finished;

  private TestContext(Job job, JobAction action) {
    this.job = job;
    this.action = action;
    this.key = action.jobId() + ":" + action.actionNo();
  }

  /** The first attempt at an action. */
  public static TestContext of(Job job, JobAction action) {
    return new TestContext(job, action);
  }

  /** With this clock instead of the system's. */
  public TestContext withClock(Clock newClock) {
    clock = newClock;
    return this;
  }

  /** With these settings of the agent's component. */
  public TestContext withSettings(Map<String, ?> newSettings) {
    settings = Map.copyOf(newSettings);
    return this;
  }

  /** With the key that the planner gave the action; null for {@code <job>:<action>}. */
  public TestContext withKey(String newKey) {
    key = newKey == null ? action.jobId() + ":" + action.actionNo() : newKey;
    return this;
  }

  /** As that attempt in the run with that token. */
  public TestContext withAttempt(int newAttempt, int newToken) {
    attempt = newAttempt;
    token = newToken;
    return this;
  }

  /** With what an earlier attempt has kept. */
  public TestContext withCheckpoint(String json) {
    checkpoint = json;
    return this;
  }

  /** With what completes the action on the agent's connection. */
  public TestContext withCompletion(Completion newCompletion) {
    completion = newCompletion;
    return this;
  }

  /** Asks the agent to come back soon. */
  public void requestStop() {
    stopRequested = true;
  }

  /** From now on the job is another daemon's: what would write for it throws. */
  public void loseJob() {
    lost = true;
  }

  /** What a call of the agent's was refused with last, or null. */
  public RuntimeException thrown() {
    return thrown;
  }

  /** The action that is attempted. */
  public JobAction action() {
    return action;
  }

  /** What {@link #finish} was given last, or null. */
  public ActionResult finished() {
    return finished;
  }

  /** How far the agent said it is. */
  public double fraction() {
    return fraction;
  }

  @Override
  public Job job() {
    return job;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public <T> T parameters(Class<T> type) {
    return bind(action.parameters(), type);
  }

  @Override
  public <T> T jobParameters(Class<T> type) {
    return bind(job.parameters(), type);
  }

  private <T> T bind(String json, Class<T> type) {
    try {
      return Json.read(json, type);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  private <E extends RuntimeException> E refused(E exception) {
    thrown = exception;
    return exception;
  }

  private void requireOwner() {
    if (lost) {
      throw refused(new JobLostException(job.id(), token));
    }
  }

  @Override
  public <T> T settings(Class<T> type) {
    return Json.settings(settings, type);
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public String idempotencyKey() {
    return key;
  }

  @Override
  public int token() {
    return token;
  }

  @Override
  public String checkpoint() {
    return checkpoint;
  }

  @Override
  public void checkpoint(String json) {
    requireOwner();
    try {
      Json.require("the checkpoint", json);
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
    checkpoint = json;
  }

  @Override
  public void progress(double newFraction, String note) {
    if (!(newFraction >= 0 && newFraction <= 1)) {
      throw refused(new IllegalArgumentException("progress " + newFraction + " is not 0 to 1"));
    }
    fraction = newFraction;
  }

  @Override
  public boolean stopRequested() {
    return stopRequested;
  }

  @Override
  public void finish(Connection connection, ActionResult result) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new IllegalStateException("finish needs an open transaction: switch auto-commit off");
    }
    if (!(result instanceof ActionResult.Done || result instanceof ActionResult.Failed)) {
      throw new IllegalArgumentException("finish takes done or failed, not " + result);
    }
    requireOwner();
    completion.on(connection, result);
    finished = result;
  }
}
