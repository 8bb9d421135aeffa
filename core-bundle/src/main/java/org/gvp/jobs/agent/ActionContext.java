package org.gvp.jobs.agent;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import org.gvp.jobs.job.Job;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the daemon offers during one attempt at an action. Valid until {@link Agent#perform}
 * returns, and for its thread; {@link #stopRequested()} may be asked from any thread.
 */
@ProviderType
public interface ActionContext {
  /** The job that the action belongs to. */
  Job job();

  /** The daemon's clock: use it instead of the system's, so that tests can drive time. */
  Clock clock();

  /**
   * The action's parameters as a record or class of the agent's; null if it has none. An action
   * number 0, the job itself, has none: look at {@link #jobParameters}.
   *
   * @throws IllegalArgumentException if they do not fit; the message names the field
   */
  <T> T parameters(Class<T> type);

  /**
   * The job's parameters as a record or class of the agent's; null if it has none.
   *
   * @throws IllegalArgumentException if they do not fit; the message names the field
   */
  <T> T jobParameters(Class<T> type);

  /**
   * The agent's settings, the properties of its component, as a record or class of the agent's.
   *
   * @throws IllegalArgumentException if they do not fit; the message names the field
   */
  <T> T settings(Class<T> type);

  /** Which attempt this is, from 1: every time the action was handed to an agent counts. */
  int attempt();

  /**
   * What the outside effects of this action are to be known by: the key that the planner or the
   * producer gave it, else {@code <job>:<action>}. It stays the same over all attempts.
   */
  String idempotencyKey();

  /**
   * The token of this run. It grows with every run of the job: a far side that remembers the
   * highest one can refuse a daemon that has lost the job without knowing it yet.
   */
  int token();

  /** What {@link #checkpoint} or {@link ActionResult#later} kept last, JSON text, or null. */
  String checkpoint();

  /**
   * Keeps how far this action is, so that the next attempt finds it in {@link #checkpoint()} even
   * after a crash. Written at once.
   *
   * @param json JSON text, at most 64 KiB
   * @throws JobLostException if the job is no longer this daemon's; let it pass
   */
  void checkpoint(String json);

  /**
   * Tells how far this action is. Kept in memory and written now and then.
   *
   * @param fraction 0 to 1
   * @param note for people, or null
   */
  void progress(double fraction, String note);

  /**
   * Whether the agent should come back soon, because the job is stopped, the agent is being
   * replaced or the daemon shuts down. Returning any {@link ActionResult#later later} then costs no
   * attempt.
   */
  boolean stopRequested();

  /**
   * Completes this action in the agent's own transaction on the register's database, so that its
   * effects and its completion happen together or not at all. Return the same result from {@link
   * Agent#perform} after committing. Commit at once: from here on the job is locked, and PostgreSQL
   * ends a transaction that then stands still for 10 s.
   *
   * @param connection a connection to the register's database with an open transaction
   * @param result a {@link ActionResult#done() done} or {@link ActionResult#failed failed}
   * @throws JobLostException if the job is no longer this daemon's: roll back
   */
  void finish(Connection connection, ActionResult result) throws SQLException;
}
