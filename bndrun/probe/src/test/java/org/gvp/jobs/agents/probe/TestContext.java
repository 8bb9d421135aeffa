package org.gvp.jobs.agents.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.agent.ActionContext;
import org.gvp.jobs.agent.ActionResult;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;

/** What the daemon offers, as far as the probe asks for it. */
final class TestContext implements ActionContext {
  static final Instant NOW = Instant.parse("2026-10-25T00:59:58Z");

  private final String parameters;
  private final String jobParameters;
  private final List<String> checkpoints = new ArrayList<>();
  private final List<ActionResult> finished = new ArrayList<>();
  private volatile boolean lost;
  private volatile boolean stopRequested;

  private TestContext(String parameters, String jobParameters) {
    this.parameters = parameters;
    this.jobParameters = jobParameters;
  }

  static TestContext ofAction(String parameters) {
    return new TestContext(parameters, "{\"outcome\":\"the job's\"}");
  }

  static TestContext ofJob(String parameters) {
    return new TestContext("{\"outcome\":\"the action's\"}", parameters);
  }

  static JobAction action(long jobId, int actionNo) {
    return new JobAction(
        jobId, actionNo, null, null, null, null, ActionStatus.STARTED, NOW, null, 0, null, null);
  }

  void requestStop() {
    stopRequested = true;
  }

  List<String> checkpoints() {
    return checkpoints;
  }

  @Override
  public Job job() {
    JobTypeKey type = JobTypeKey.custom("sandbox.Probe");
    return new Job(
        7,
        "probe",
        type,
        JobStatus.STARTED,
        5,
        NOW,
        NOW,
        NOW,
        null,
        null,
        null,
        jobParameters,
        null,
        0,
        1);
  }

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public <T> T parameters(Class<T> type) {
    return bind(parameters, type);
  }

  @Override
  public <T> T jobParameters(Class<T> type) {
    return bind(jobParameters, type);
  }

  private static <T> T bind(String json, Class<T> type) {
    try {
      return json == null ? null : new ObjectMapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public <T> T settings(Class<T> type) {
    throw new UnsupportedOperationException("the probe has no settings");
  }

  @Override
  public int attempt() {
    return 3;
  }

  @Override
  public String idempotencyKey() {
    return "the key";
  }

  @Override
  public int token() {
    return 5;
  }

  @Override
  public String checkpoint() {
    return null;
  }

  @Override
  public void checkpoint(String json) {
    checkpoints.add(json);
  }

  @Override
  public void progress(double fraction, String note) {}

  @Override
  public boolean stopRequested() {
    return stopRequested;
  }

  /** From now on the job is another daemon's. */
  void lose() {
    lost = true;
  }

  /** What was completed in the agent's own transactions, committed or not. */
  List<ActionResult> finished() {
    return finished;
  }

  @Override
  public void finish(Connection connection, ActionResult result) throws SQLException {
    if (connection.getAutoCommit()) {
      throw new SQLException("no transaction is open");
    } else if (lost) {
      throw new JobLostException(7, 5);
    }
    finished.add(result);
  }
}
