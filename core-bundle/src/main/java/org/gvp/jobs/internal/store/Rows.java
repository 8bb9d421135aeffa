package org.gvp.jobs.internal.store;

import static org.gvp.jobs.internal.store.NamedStatement.instant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.Job;
import org.gvp.jobs.job.JobAction;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.query.ActionCounts;
import org.gvp.jobs.query.ActionRow;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.JobRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.PauseRow;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.StatusCount;
import org.gvp.jobs.query.TypeStatus;

/** Rows of the register's answers as values of the model. Pure functions. */
final class Rows {
  private Rows() {}

  static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getLong("id"),
        row.getString("name"),
        type(row),
        JobStatus.of(row.getString("status")),
        row.getInt("priority"),
        instant(row, "created_at"),
        instant(row, "run_at"),
        instant(row, "start_time"),
        instant(row, "finish_time"),
        row.getString("media_type"),
        row.getString("reference_id"),
        row.getString("parameters"),
        row.getString("configuration"),
        row.getInt("attempts"),
        row.getObject("actions", Integer.class));
  }

  static JobRow jobRow(ResultSet row) throws SQLException {
    return new JobRow(
        job(row), row.getObject("failed_actions", Integer.class), row.getString("reason"));
  }

  static JobRun run(ResultSet row) throws SQLException {
    String to = row.getString("to_status");
    return new JobRun(
        row.getLong("job_id"),
        row.getInt("token"),
        instant(row, "claimed_at"),
        instant(row, "ended_at"),
        JobStatus.of(row.getString("from_status")),
        to == null ? null : JobStatus.of(to),
        row.getString("cause"),
        row.getString("node"),
        row.getString("agent"),
        row.getString("code"),
        row.getString("reason"));
  }

  static ActionRow action(ResultSet row) throws SQLException {
    JobAction action =
        new JobAction(
            row.getLong("job_id"),
            row.getInt("action_no"),
            row.getString("action_type"),
            row.getString("label"),
            row.getString("media_type"),
            row.getString("reference_id"),
            ActionStatus.of(row.getString("status")),
            instant(row, "start_date"),
            instant(row, "end_date"),
            row.getInt("number_of_retries"),
            row.getString("parameters"),
            row.getString("results"));
    return new ActionRow(
        action,
        row.getInt("attempt"),
        row.getString("code"),
        row.getString("reason"),
        instant(row, "next_try"));
  }

  static ActionCounts actionCounts(ResultSet row) throws SQLException {
    return new ActionCounts(
        row.getInt("total"), row.getInt("finished"), row.getInt("failed"), row.getInt("error"));
  }

  static StatusCount statusCount(ResultSet row) throws SQLException {
    int jobs = row.getInt("jobs");
    return new StatusCount(
        JobStatus.of(row.getString("status")),
        Math.min(jobs, StatusCount.CAP),
        jobs > StatusCount.CAP);
  }

  static TypeStatus typeStatus(ResultSet row) throws SQLException {
    return new TypeStatus(
        type(row), row.getInt("nodes"), instant(row, "no_agent_since"), row.getInt("jobs"));
  }

  static AgentRow agent(ResultSet row) throws SQLException {
    return new AgentRow(
        row.getString("node"),
        row.getString("file"),
        row.getString("symbolic_name"),
        row.getString("version"),
        row.getString("state"),
        row.getString("code"),
        row.getString("reason"),
        Arrays.asList((String[]) row.getArray("types").getArray()),
        instant(row, "since"));
  }

  static NodeRow node(ResultSet row) throws SQLException {
    return new NodeRow(
        row.getString("node"),
        row.getInt("incarnation"),
        row.getString("version"),
        instant(row, "started_at"),
        instant(row, "lease_until"),
        row.getBoolean("alive"));
  }

  static ScheduleRow schedule(ResultSet row) throws SQLException {
    return new ScheduleRow(
        row.getString("name"),
        type(row),
        row.getString("cron"),
        row.getString("zone"),
        row.getBoolean("enabled"),
        instant(row, "next_fire"),
        instant(row, "nominal_time"),
        row.getObject("job_id", Long.class),
        row.getString("outcome"));
  }

  static PauseRow pause(ResultSet row) throws SQLException {
    return new PauseRow(
        row.getString("scope"),
        row.getString("name"),
        row.getString("custom_type"),
        row.getString("actor"),
        instant(row, "since"),
        row.getString("reason"),
        row.getString("undo"));
  }

  private static JobTypeKey type(ResultSet row) throws SQLException {
    return new JobTypeKey(row.getString("job_type"), row.getString("custom_type"));
  }
}
