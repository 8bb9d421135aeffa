package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ActionSummary;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.store.RuleType;
import org.gvp.jobs.job.ActionStatus;
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

  private static final Duration PAGE_TIME = Duration.ofSeconds(1);
  private static final int MOST_IN_A_PAGE = 500;
  private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);

  private final ClaimedJob job;
  private final RegisteredAgent agent;
  private final RunServices services;
  private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
  private final Deque<PendingAction> page = new ArrayDeque<>();
  private Ending ending = Ending.THROUGH;
  private boolean lost;
  private boolean closing;
  private boolean exhausted;
  private int turns;
  private int lastNo;
  private int handedOut;
  private int ended;
  private int pageSize;
  private Instant loadedAt;
  private ActionOutcome singleOutcome;
  private boolean finishedByAgent;
  private boolean refused;
  private RunEnd planned;

  JobRun(ClaimedJob job, RegisteredAgent agent, RunServices services) {
    this.job = job;
    this.agent = agent;
    this.services = services;
    this.lastNo = job.frontier();
    this.pageSize = job.suspect() ? 1 : 2 * agent.description().concurrency();
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
    boolean plans = job.job().actions() == null && agent.planner() != null;
    int width = plans || isSingle() || job.isBeingCreated() ? 1 : width();
    synchronized (this) {
      turns = width;
    }
    for (int i = 0; i < width; i++) {
      execute(plans || job.isBeingCreated() ? this::planTurn : this::turn);
    }
  }

  private int width() {
    boolean oneByOne = agent.description().ordered() || job.suspect();
    int most = oneByOne ? 1 : agent.description().concurrency();
    return Math.max(1, Math.min(most, job.job().actions()));
  }

  private boolean isSingle() {
    return job.job().actions() == null;
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
    if (attempt(null, attempt -> plan(services.planning().plan(this)))) {
      leave();
    }
  }

  private Runnable plan(RunEnd end) {
    return () -> planned = end;
  }

  private void turn() {
    PendingAction next = take();
    if (next == null) {
      leave();
      return;
    }
    if (attempt(next, attempt -> settling(services.performer().perform(this, attempt)))) {
      goOn();
    }
  }

  private void goOn() {
    if (isThrough()) {
      leave();
    } else {
      execute(this::turn);
    }
  }

  /** Whether all its actions have been handed out. */
  private synchronized boolean isThrough() {
    return exhausted && page.isEmpty();
  }

  private Runnable settling(ActionOutcome outcome) {
    return () -> settle(outcome);
  }

  /**
   * Has the agent do something, which may be interrupted.
   *
   * @return whether what came of it counted; else the thread had been given up meanwhile
   */
  private boolean attempt(PendingAction pending, Function<Attempt, Runnable> work) {
    Attempt attempt = new Attempt(pending, services.clock().instant());
    attempts.add(attempt);
    Runnable result;
    try {
      result = work.apply(attempt);
    } catch (JobLostException e) {
      result = this::lose;
    } catch (RuntimeException | Error e) {
      result = () -> failed(e);
    }
    attempts.remove(attempt);
    if (!attempt.comeBack()) {
      agent.cameBack(attempt.thread());
      LOG.info("{}: agent {} came back from {} after all, too late", job, agent, attempt.what());
      return false;
    }
    result.run();
    return true;
  }

  private void failed(Throwable e) {
    LOG.error("{}: the daemon failed while running it", job, Thrown.loggable(e));
    refused("the daemon failed: " + Thrown.words(e));
  }

  /** The agent's threads that are at work for this run. */
  Collection<Attempt> attempts() {
    return attempts;
  }

  /** Goes on without a thread that does not come back; false if it is back already. */
  boolean giveUp(Attempt attempt) {
    if (!attempt.giveUp()) {
      return false;
    }
    attempts.remove(attempt);
    agent.giveUp(attempt.thread());
    if (attempt.isListing()) {
      planned = services.planning().overdue(job);
      leave();
    } else {
      settle(services.performer().overdue(this, attempt));
      goOn();
    }
    return true;
  }

  private synchronized PendingAction take() {
    if (!mayContinue()) {
      return null;
    }
    try {
      if (page.isEmpty() && !exhausted) {
        load();
      }
    } catch (JobLostException e) {
      lose();
    } catch (SQLException e) {
      LOG.warn("{}: cannot read its actions, it is handed back: {}", job, e.getMessage());
      end(new Ending(Ending.Kind.HAND_BACK, "its actions could not be read: " + e.getMessage()));
    }
    PendingAction next = lost ? null : page.poll();
    handedOut += next == null ? 0 : 1;
    return next;
  }

  private boolean mayContinue() {
    if (!services.lease().mayStart()) {
      end(new Ending(Ending.Kind.HAND_BACK, "the daemon could not renew its lease in time"));
    }
    int limit = services.rules().value(RuleType.EXECUTION_LIMIT, job.job().type(), null);
    if (handedOut >= limit && !isSingle()) {
      end(new Ending(Ending.Kind.LIMIT, "ExecutionLimit of " + limit + " actions a run reached"));
    }
    return !lost && ending.kind() == Ending.Kind.THROUGH;
  }

  private void load() throws SQLException {
    if (isSingle()) {
      loadSingle();
      return;
    }
    List<PendingAction> next = services.pages().after(job, lastNo, pageSize);
    exhausted = next.size() < pageSize;
    sizeNextPage();
    page.addAll(next);
    lastNo = next.isEmpty() ? lastNo : next.get(next.size() - 1).action().actionNo();
  }

  private void loadSingle() throws SQLException {
    PendingAction single = services.pages().single(job);
    exhausted = true;
    finishedByAgent |= single.action().status().isEnded();
    if (!finishedByAgent) { // else a run before was lost between its agent's commit and its own
      page.add(single);
    }
  }

  /**
   * A page is to last about a second: all of it counts as begun, should the daemon be lost. The
   * first one is as large as the agent's threads need. Of a suspect it is always one action.
   */
  private void sizeNextPage() {
    if (job.suspect()) {
      return;
    }
    Instant now = services.clock().instant();
    Duration lasted = loadedAt == null ? Duration.ZERO : Duration.between(loadedAt, now);
    int least = 2 * agent.description().concurrency();
    pageSize =
        lasted.compareTo(PAGE_TIME) < 0
            ? Math.min(MOST_IN_A_PAGE, pageSize * 2)
            : Math.max(least, pageSize / 2);
    loadedAt = now;
  }

  private void settle(ActionOutcome outcome) {
    synchronized (this) {
      if (lost) {
        return;
      }
      if (outcome == null) { // recorded by the agent's own transaction
        ended++;
        return;
      }
      ended += outcome.status().isEnded() ? 1 : 0;
      singleOutcome = isSingle() ? outcome : null;
    }
    if (!isSingle() || says(outcome)) {
      services.writer().record(this, outcome);
    }
  }

  /** Whether a single action's outcome tells more than the end of its job does. */
  private static boolean says(ActionOutcome outcome) {
    return outcome.status() != ActionStatus.FINISHED
        || outcome.results() != null
        || outcome.seq() > 1;
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

  /** Whether the agent should come back soon. */
  synchronized boolean stopRequested() {
    return lost || ending.kind() == Ending.Kind.STOP || ending.kind() == Ending.Kind.HAND_BACK;
  }

  /** Interrupts the threads that perform its actions. */
  void interrupt() {
    Instant now = services.clock().instant();
    attempts.forEach(attempt -> attempt.interrupt(now));
  }

  /** Where the job goes, once all outcomes are recorded; for the writer, in its transaction. */
  RunEnd conclude(Connection connection) throws SQLException {
    RunEnd plan;
    Ending how;
    int endedHere;
    boolean again;
    synchronized (this) {
      again = refused;
      plan = planned;
      how = ending;
      endedHere = ended;
    }
    if (plan != null) {
      return plan;
    } else if (job.isBeingCreated()) {
      return Planning.cutOff(job, how.reason());
    }
    if (again) {
      return handedBack();
    }
    ActionSummary summary = isSingle() ? single(connection) : summarize(connection);
    return RunConclusion.of(job, how, summary, agent.description().bestEffort(), endedHere);
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

  private ActionSummary summarize(Connection connection) throws SQLException {
    return services.status().summarize(connection, job.id());
  }

  private ActionSummary single(Connection connection) throws SQLException {
    synchronized (this) {
      ActionOutcome o = singleOutcome;
      if (!finishedByAgent) {
        return o == null
            ? ActionSummary.single(ActionStatus.WAITING, null, null)
            : ActionSummary.single(o.status(), o.nextTry(), o.reason());
      }
    }
    return ActionPages.standing(connection, job.id());
  }

  @Override
  public String toString() {
    return job.toString();
  }
}
