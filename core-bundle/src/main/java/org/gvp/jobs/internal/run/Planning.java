package org.gvp.jobs.internal.run;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.gvp.jobs.agent.JobLostException;
import org.gvp.jobs.agent.Planner;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.store.Database;
import org.gvp.jobs.internal.store.JobRules;
import org.gvp.jobs.internal.store.NamedStatement;
import org.gvp.jobs.internal.store.Reach;
import org.gvp.jobs.internal.store.RuleType;
import org.gvp.jobs.internal.store.Sql;
import org.gvp.jobs.job.JobTransition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has an agent list the actions of a job. They go to the register in pages, and count from the
 * moment the list is complete; a listing that was cut off is dropped and starts again. Thread-safe.
 */
final class Planning {
  private static final Logger LOG = LoggerFactory.getLogger(Planning.class);
  private static final Sql DROP = Sql.named(Planning.class, "dropPlan");

  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(5);

  private final DataSource pool;
  private final Clock clock;
  private final JobRules rules;
  private final ActionPages pages;
  private final ActionPerformer performer;

  Planning(
      DataSource pool, Clock clock, JobRules rules, ActionPages pages, ActionPerformer performer) {
    this.pool = pool;
    this.pages = pages;
    this.clock = clock;
    this.rules = rules;
    this.performer = performer;
  }

  /** Lists the actions, and says where the job goes. */
  RunEnd plan(JobRun run) {
    ClaimedJob job = run.job();
    Planner planner = run.agent().planner();
    if (planner == null) {
      return RunEnd.by(JobTransition.PLAN, job); // it is its own single action
    }
    PlanSink sink = new PlanSink(run, pool);
    try {
      dropLeftovers(job);
    } catch (SQLException e) {
      return Reach.isOut(e) ? outOfReach(job, e) : failed(job, Thrown.code(e), Thrown.describe(e));
    }
    try {
      planner.plan(job.job(), sink);
      sink.flush();
      return run.stopRequested()
          ? cutOff(job, "the agent or the daemon is to stop")
          : planned(run, sink.count());
    } catch (JobLostException e) {
      throw e;
    } catch (InterruptedException e) {
      return run.stopRequested() ? cutOff(job, "interrupted") : overdue(job);
    } catch (LinkageError e) {
      performer.takeOutOfService(run, e);
      return cutOff(job, "agent " + run.agent() + " is broken: " + Thrown.words(e));
    } catch (Throwable e) { // whatever an agent throws must leave its job in an orderly state
      if (sink.isOutOfReach()) {
        return outOfReach(job, e);
      }
      LOG.warn("{}: agent {} could not list its actions", job, run.agent(), Thrown.loggable(e));
      return run.stopRequested()
          ? cutOff(job, Thrown.words(e))
          : failed(job, Thrown.code(e), Thrown.describe(e));
    }
  }

  /** Where the job goes when its listing did not come back in time. */
  RunEnd overdue(ClaimedJob job) {
    return failed(job, ActionPerformer.DEADLINE, ActionPerformer.OVERDUE);
  }

  private void dropLeftovers(ClaimedJob job) throws SQLException {
    pages.noteAlone(job);
    Database.inTransaction(
        pool,
        connection -> {
          ActionPages.lock(connection, job);
          try (NamedStatement statement = DROP.prepare(connection)) {
            return statement.set("job", job.id()).update();
          }
        });
  }

  private static RunEnd planned(JobRun run, int count) {
    ClaimedJob job = run.job();
    JobTransition edge;
    if (job.isBeingCreated()) {
      edge = count == 0 ? JobTransition.PLAN_EMPTY : JobTransition.PLAN;
    } else {
      edge = count == 0 ? JobTransition.COMPLETE : JobTransition.PLAN_IN_RUN;
    }
    return RunEnd.by(edge, job).withPlan(count, run.agent().description().planVersion());
  }

  /** The listing did not come to its end, through no fault of its own. */
  static RunEnd cutOff(ClaimedJob job, String reason) {
    JobTransition edge = job.isBeingCreated() ? JobTransition.PLAN_AGAIN : JobTransition.HAND_BACK;
    return RunEnd.by(edge, job).withAttempts(job.job().attempts()).because("CUT_OFF", reason);
  }

  /** No fault of the agent's, and no attempt; soon again. */
  private RunEnd outOfReach(ClaimedJob job, Throwable e) {
    LOG.warn(
        "{}: its actions are listed again, the register is out of reach: {}", job, e.toString());
    return cutOff(job, "the register was out of reach").dueAt(clock.instant().plus(AFTER_OUTAGE));
  }

  private RunEnd failed(ClaimedJob job, String code, String trouble) {
    int attempts = job.job().attempts() + 1;
    int limit = rules.value(RuleType.RETRY_LIMIT, job.job().type(), null);
    String reason = "its actions could not be listed: " + trouble;
    if (attempts >= limit) {
      return RunEnd.by(
              job.isBeingCreated() ? JobTransition.PLAN_FAILED : JobTransition.EXHAUST, job)
          .withAttempts(attempts)
          .because(code, reason + " (the last of " + limit + " tries)");
    }
    Instant next = clock.instant().plus(performer.delay(job.job().type(), null));
    return RunEnd.by(job.isBeingCreated() ? JobTransition.PLAN_AGAIN : JobTransition.RETRY, job)
        .withAttempts(attempts)
        .because(code, reason)
        .dueAt(next);
  }
}
