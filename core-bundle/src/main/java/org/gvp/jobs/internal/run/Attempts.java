package org.gvp.jobs.internal.run;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.internal.status.PendingAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's threads that are at work for one run. Thread-safe. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final JobRun run;
  private final Set<Attempt> atWork = ConcurrentHashMap.newKeySet();

  Attempts(JobRun run) {
    this.run = run;
  }

  /**
   * Has the agent do something on the current thread, which may be interrupted.
   *
   * @param pending the action, or null for a listing
   * @param work answers what is to be done with what came of it, if it counts
   * @return whether it counted; else the thread had been given up meanwhile
   */
  boolean make(PendingAction pending, Function<Attempt, Runnable> work) {
    Attempt attempt = new Attempt(pending, run.services().clock().instant());
    atWork.add(attempt);
    Runnable result;
    try {
      result = work.apply(attempt);
    } catch (JobLostException e) {
      result = run::lose;
    } catch (RuntimeException | Error e) {
      result = () -> run.failed(e);
    }
    atWork.remove(attempt);
    if (!attempt.comeBack()) {
      run.agent().cameBack(attempt.thread());
      LOG.info(
          "{}: agent {} came back from {} after all, too late", run, run.agent(), attempt.what());
      return false;
    }
    result.run();
    return true;
  }

  Collection<Attempt> atWork() {
    return atWork;
  }

  /** Goes on without a thread that does not come back. */
  void giveUp(Attempt attempt) {
    atWork.remove(attempt);
    run.agent().giveUp(attempt.thread());
  }

  /** Interrupts the threads. */
  void interrupt() {
    Instant now = run.services().clock().instant();
    atWork.forEach(attempt -> attempt.interrupt(now));
  }
}
