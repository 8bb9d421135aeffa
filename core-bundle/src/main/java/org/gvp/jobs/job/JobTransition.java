package org.gvp.jobs.job;

import static org.gvp.jobs.job.JobStatus.CREATING;
import static org.gvp.jobs.job.JobStatus.ERROR;
import static org.gvp.jobs.job.JobStatus.FAIL;
import static org.gvp.jobs.job.JobStatus.FINISHED;
import static org.gvp.jobs.job.JobStatus.STARTED;
import static org.gvp.jobs.job.JobStatus.STOPPED;
import static org.gvp.jobs.job.JobStatus.WAITING;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every legal edge of the status machine: from where, to where, who takes it and for which cause.
 * Whatever is not here is illegal, and the database refuses it too.
 *
 * <p>{@code from() == null} is the creation of the job. Edges whose two ends are the same status
 * are runs that changed nothing but the time of the next one.
 */
public enum JobTransition {
  /** Created; its actions are still to be listed. */
  CREATE(null, CREATING, Actor.PRODUCER, "created"),
  /** Created together with all of its actions. */
  CREATE_READY(null, WAITING, Actor.PRODUCER, "created"),

  /** The producer has added the last action. */
  PUBLISH(CREATING, WAITING, Actor.PRODUCER, "published"),
  /** The producer published an explicitly empty list of actions. */
  PUBLISH_EMPTY(CREATING, FINISHED, Actor.PRODUCER, "published empty"),
  /** The agent has listed the actions. */
  PLAN(CREATING, WAITING, Actor.OWNER, "planned"),
  /** The agent found nothing to do. */
  PLAN_EMPTY(CREATING, FINISHED, Actor.OWNER, "planned empty"),
  /** Listing the actions failed or was cut off; it is tried again. */
  PLAN_AGAIN(CREATING, CREATING, Actor.OWNER, "plan retry"),
  /** Listing the actions failed for the last time. */
  PLAN_FAILED(CREATING, FAIL, Actor.OWNER, "plan failed"),
  /** The producer never published it. */
  ABANDON(CREATING, FAIL, Actor.RESCUER, "abandoned"),
  /** The daemon that listed the actions is gone. */
  RESCUE_PLAN(CREATING, CREATING, Actor.RESCUER, "rescued"),

  /** A daemon took it. */
  CLAIM(WAITING, STARTED, Actor.CLAIMER, "claimed"),
  /** A daemon took it for another try. */
  CLAIM_AGAIN(ERROR, STARTED, Actor.CLAIMER, "claimed"),

  /** Every action is done. */
  COMPLETE(STARTED, FINISHED, Actor.OWNER, "completed"),
  /** An action is to be tried again. */
  RETRY(STARTED, ERROR, Actor.OWNER, "retry"),
  /** An action failed for good, or the attempts are used up. */
  EXHAUST(STARTED, FAIL, Actor.OWNER, "failed"),
  /** Put off by its agent, cut off by the execution limit, or handed back by a daemon. */
  HAND_BACK(STARTED, WAITING, Actor.OWNER, "handed back"),
  /** The agent has first listed the actions of a job that came without any. */
  PLAN_IN_RUN(STARTED, WAITING, Actor.OWNER, "planned"),
  /** The daemon that ran it is gone, or it passed its deadline. */
  RESCUE(STARTED, ERROR, Actor.RESCUER, "rescued"),
  /** It took its daemon down too often. */
  POISON(STARTED, FAIL, Actor.RESCUER, "poison"),

  /** An operator stopped it before it ran. */
  STOP(WAITING, STOPPED, Actor.OPERATOR, "stopped"),
  /** An operator stopped it between two tries. */
  STOP_RETRYING(ERROR, STOPPED, Actor.OPERATOR, "stopped"),
  /** An operator asked for it, and the daemon that ran the job confirmed. */
  STOP_RUNNING(STARTED, STOPPED, Actor.OWNER, "stopped"),
  /** An operator resumed it. */
  RESUME(STOPPED, WAITING, Actor.OPERATOR, "resumed"),
  /** An operator gave a failed job another chance. */
  REDRIVE(FAIL, WAITING, Actor.OPERATOR, "redriven");

  /** Who takes an edge. */
  public enum Actor {
    /** Whoever creates jobs: another system by SQL, a bundle, a schedule. */
    PRODUCER("producer"),
    /** A daemon that looks for work. */
    CLAIMER("claimer"),
    /** The daemon that holds the job under its current token. */
    OWNER("owner"),
    /** Any daemon, for a job whose owner is gone. */
    RESCUER("rescuer"),
    /** A person with the right to the operators' functions. */
    OPERATOR("operator");

    private final String label;

    Actor(String label) {
      this.label = label;
    }

    /** The word for this actor in documents. */
    public String label() {
      return label;
    }
  }

  private final JobStatus from;
  private final JobStatus to;
  private final Actor actor;
  private final String cause;

  JobTransition(JobStatus from, JobStatus to, Actor actor, String cause) {
    this.from = from;
    this.to = to;
    this.actor = actor;
    this.cause = cause;
  }

  /** The status that is left, or null where the job is created. */
  public JobStatus from() {
    return from;
  }

  /** The status that is entered. */
  public JobStatus to() {
    return to;
  }

  /** Who takes this edge. */
  public Actor actor() {
    return actor;
  }

  /** The word that the job's history keeps for it. */
  public String cause() {
    return cause;
  }

  /** Whether some edge leads from the one status to the other. */
  public static boolean isLegal(JobStatus from, JobStatus to) {
    return find(from, to).isPresent();
  }

  private static Optional<JobTransition> find(JobStatus from, JobStatus to) {
    return Arrays.stream(values()).filter(edge -> edge.from == from && edge.to == to).findFirst();
  }
}
