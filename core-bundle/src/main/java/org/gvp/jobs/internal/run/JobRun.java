package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.PendingAction;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.store.RuleType;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a job on this daemon. Its actions are performed in turns on the agent's threads: each
 * turn performs one action and goes to the end of the queue, so that jobs of one agent share its
 * threads fairly. The last turn to find nothing left closes the run. Thread-safe.
 */
final class JobRun {
  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

  /** Of a suspect held alone, at least so many actions are performed one by one. */
  private static final int LEAST_TO_CLEAR = 64;

  /** How long a turn goes on with actions that take no time: going to the queue costs some. */
  private static final long TURN_NANOS = 500_000;

  private final ClaimedJob job;
  private final RegisteredAgent agent;
  private final RunServices services;
  private final Attempts attempts;
  private final RunActions actions;
  private final int limit;
  private final RunTally tally = new RunTally();
  private Ending ending = Ending.THROUGH;
  private boolean lost;
  private boolean closing;
  private int turns;
  private int handedOut;
  private int ended;
  private Instant begunAt;
  private boolean begunIsNoted;
  private boolean finishedByAgent;
  private boolean refused;
  private RunEnd planned;

  JobRun(ClaimedJob job, RegisteredAgent agent, RunServices services) {
    this.job = job;
    this.agent = agent;
    this.services = services;
    attempts = new Attempts(this);
    limit = limit();
    actions = isForListing() ? null : RunActions.of(this);
  }

  /**
   * How many actions the run may hand out. Those of a suspect held alone are performed one by one;
   * when as many as its lost daemon can have had in hand have come through, it is handed back as an
   * ordinary job.
   */
  private int limit() {
    int rule = services.rules().value(RuleType.EXECUTION_LIMIT, job.job().type(), null);
    int cleared = Math.max(LEAST_TO_CLEAR, 2 * agent.description().concurrency());
    return job.isAlone() ? Math.min(rule, cleared) : rule;
  }

  /** Whether the actions are to be listed; a job may have been created without them. */
  private boolean isForListing() {
    return job.isBeingCreated() || (job.isSingle() && agent.planner() != null);
  }

  ClaimedJob job() {
    return job;
  }

  RegisteredAgent agent() {
    return agent;
  }

  RunServices services() {
    return services;
  }

  /** Starts the run on the agent's threads. */
  void start() {
    int width = isForListing() || job.isSingle() ? 1 : width();
    synchronized (this) {
      turns = width;
    }
    for (int i = 0; i < width; i++) {
      execute(isForListing() ? this::planTurn : this::turn);
    }
  }

  private int width() {
    boolean oneByOne = agent.description().ordered() || job.isAlone();
    int most = oneByOne ? 1 : agent.description().concurrency();
    return Math.max(1, Math.min(most, job.job().actions() - job.frontier()));
  }

  private void execute(Runnable work) {
    try {
      agent.execute(work);
    } catch (RejectedExecutionException e) {
      end(new Ending(Ending.Kind.HAND_BACK, "agent " + agent + " is gone"));
      leave();
    }
  }

  private void planTurn() {
    if (stopRequested() || attempts.make(null, attempt -> plan(services.planning().plan(this)))) {
      leave();
    }
  }

  private Runnable plan(RunEnd end) {
    return () -> listed(end);
  }

  private synchronized void listed(RunEnd end) {
    planned = end;
    tally.add(end, job.job().attempts());
  }

  private void turn() {
    long start = System.nanoTime();
    do {
      PendingAction next = take();
      if (next == null) {
        leave();
        return;
      }
      if (!attempts.make(next, attempt -> settling(services.performer().perform(this, attempt)))) {
        return; // another thread has gone on in its place
      }
      if (actions.isThrough()) {
        leave();
        return;
      }
    } while (System.nanoTime() - start < TURN_NANOS);
    execute(this::turn);
  }

  private void goOn() {
    if (actions.isThrough()) {
      leave();
    } else {
      execute(this::turn);
    }
  }

  private Runnable settling(ActionOutcome outcome) {
    return () -> settle(outcome);
  }

  /** The daemon itself failed while running it. */
  void failed(Throwable e) {
    LOG.error("{}: the daemon failed while running it", job, Thrown.loggable(e));
    refused("the daemon failed: " + Thrown.words(e));
  }

  /** The agent's threads that are at work for this run. */
  Collection<Attempt> attempts() {
    return attempts.atWork();
  }

  /** Goes on without a thread that does not come back; false if it is back already. */
  boolean giveUp(Attempt attempt) {
    if (!attempt.giveUp()) {
      return false;
    }
    attempts.giveUp(attempt);
    if (attempt.isListing()) {
      listed(services.planning().overdue(job));
      leave();
    } else {
      settle(services.performer().overdue(this, attempt));
      goOn();
    }
    return true;
  }

  private PendingAction take() {
    if (!reserve()) {
      return null;
    }
    PendingAction next = null;
    try {
      next = actions.next();
      if (next != null && job.isSingle()) {
        services.pages().noteAlone(job);
      }
    } catch (JobLostException e) {
      lose();
    } catch (InterruptedException e) {
      end(new Ending(Ending.Kind.HAND_BACK, "the agent's threads are gone"));
    } catch (SQLException e) {
      LOG.warn("{}: cannot read its actions, it is handed back: {}", job, e.getMessage());
      end(new Ending(Ending.Kind.HAND_BACK, "its actions could not be read: " + e.getMessage()));
    }
    return isTaken(next) ? next : null;
  }

  /** Whether the run may hand out one more action; it is counted. */
  private synchronized boolean reserve() {
    if (!services.lease().mayStart()) {
      end(new Ending(Ending.Kind.HAND_BACK, "the daemon could not renew its lease in time"));
    }
    if (handedOut >= limit && !job.isSingle()) {
      end(new Ending(Ending.Kind.LIMIT, "limit of " + limit + " actions a run reached"));
    }
    boolean may = !lost && ending.kind() == Ending.Kind.THROUGH;
    handedOut += may ? 1 : 0;
    return may;
  }

  private synchronized boolean isTaken(PendingAction next) {
    boolean taken = next != null && !lost;
    handedOut -= taken ? 0 : 1;
    begunAt = taken && begunAt == null ? services.clock().instant() : begunAt;
    return taken;
  }

  /**
   * Whether it has been at work since then on actions that were read with its claim, and nothing
   * says yet that they have begun; asked again, it says no.
   */
  synchronized boolean isToNoteBegun(Instant since) {
    boolean is =
        !begunIsNoted
            && job.actions() != null
            && !job.isSingle()
            && begunAt != null
            && !begunAt.isAfter(since);
    begunIsNoted |= is;
    return is;
  }

  private void settle(ActionOutcome outcome) {
    synchronized (this) {
      if (lost) {
        return;
      }
      tally.add(outcome);
      ended += outcome == null || outcome.status().isEnded() ? 1 : 0;
    }
    if (outcome == null) { // recorded by the agent's own transaction
      return;
    }
    actions.settle(outcome);
    if (!job.isSingle() || outcome.tellsMoreThanFinished()) {
      services.writer().record(this, outcome);
    }
  }

  /**
   * The agent's own transaction is to record an outcome; whether it does only the register knows.
   */
  synchronized void finishedByAgent() {
    finishedByAgent = true;
  }

  private void leave() {
    synchronized (this) {
      turns--;
      if (turns > 0 || closing) {
        return;
      }
      closing = true;
    }
    services.writer().close(this);
  }

  /** Closes the run although a thread of the agent does not come back. */
  void force() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    LOG.warn(
        "{}: agent {} did not come back in time; the job is handed back without it", job, agent);
    services.writer().close(this);
  }

  /** Whether none of its actions has been handed out, and no listing has begun. */
  synchronized boolean isUnbegun() {
    return begunAt == null && attempts.atWork().isEmpty();
  }

  /** Hands out no further actions. The first reason counts. */
  synchronized void end(Ending reason) {
    if (ending.kind() == Ending.Kind.THROUGH) {
      ending = reason;
    }
  }

  /** The job was found not to be ours any more, unless that is because its run has just ended. */
  void loseUnlessClosing() {
    synchronized (this) {
      if (closing) {
        return;
      }
    }
    lose();
  }

  /** The job is not ours any more: nothing further is written for it. */
  void lose() {
    synchronized (this) {
      if (lost) {
        return;
      }
      lost = true;
    }
    LOG.warn("{}: is not ours any more; its run is dropped", job);
    interrupt();
  }

  synchronized boolean isLost() {
    return lost;
  }

  /** How what it performed has come out. */
  synchronized Optional<Boolean> hasFailed() {
    return tally.hasFailed();
  }

  /** Whether the agent should come back soon. */
  synchronized boolean stopRequested() {
    return lost || ending.kind() == Ending.Kind.STOP || ending.kind() == Ending.Kind.HAND_BACK;
  }

  /** Interrupts the threads that perform its actions. */
  void interrupt() {
    attempts.interrupt();
  }

  /** Where the job goes, as far as that is known without asking the register; else null. */
  synchronized RunEnd conclusion() {
    if (planned != null) {
      return planned;
    } else if (isForListing()) {
      return Planning.cutOff(job, ending.reason());
    } else if (refused) {
      return handedBack();
    }
    ActionSummary summary = finishedByAgent ? null : actions.summary();
    return summary == null ? null : conclusion(summary);
  }

  private synchronized RunEnd conclusion(ActionSummary summary) {
    return RunConclusion.of(job, ending, summary, agent.description().bestEffort(), ended);
  }

  /** The same, once all outcomes are recorded in the connection's transaction. */
  RunEnd conclude(Connection connection) throws SQLException {
    RunEnd known = conclusion();
    if (known != null) {
      return known;
    }
    return conclusion(
        job.isSingle()
            ? ActionPages.standing(connection, job.id())
            : services.status().summarize(connection, job));
  }

  /** Something could not be recorded: the run ends, and its job is due again after a while. */
  void refused(String reason) {
    synchronized (this) {
      refused = true;
    }
    end(new Ending(Ending.Kind.HAND_BACK, reason));
  }

  /** Where the job goes when the register refuses the end that it should have. */
  RunEnd handedBack() {
    RunEnd end =
        job.isBeingCreated()
            ? Planning.cutOff(job, null)
            : RunEnd.by(JobTransition.HAND_BACK, job).withAttempts(job.job().attempts());
    return end.because("UNSTORABLE", "the register refused the end of the run")
        .dueAt(services.clock().instant().plus(AFTER_REFUSAL));
  }

  @Override
  public String toString() {
    return job.toString();
  }
}
