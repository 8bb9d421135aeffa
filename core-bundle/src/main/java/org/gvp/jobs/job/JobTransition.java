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
 * <p>{@code from() == null} is the creation of the job, {@code to() == null} its end in the
 * register: no trace is left of it. Edges whose two ends are the same status are the runs that list
 * the actions of a job in Creating.
 */
public enum JobTransition {
  /** Created; its actions are still to be listed. */
  CREATE(null, CREATING, Actor.PRODUCER, "no open job has its unique key", "created"),
  /** Created together with all of its actions. */
  CREATE_READY(null, WAITING, Actor.PRODUCER, "no open job has its unique key", "created"),

  /** The producer has added the last action. */
  PUBLISH(
      CREATING,
      WAITING,
      Actor.PRODUCER,
      "a producer's own, not yet published; row locked",
      "published"),
  /** The producer published an explicitly empty list of actions. */
  PUBLISH_EMPTY(
      CREATING, FINISHED, Actor.PRODUCER, "the same, with an empty list", "published empty"),
  /** The agent has listed the actions. */
  PLAN(CREATING, WAITING, Actor.OWNER, "token; the list is complete", "planned"),
  /** The agent found nothing to do. */
  PLAN_EMPTY(
      CREATING, FINISHED, Actor.OWNER, "token; the list is complete and empty", "planned empty"),
  /** Listing the actions failed or was cut off; it is tried again. */
  PLAN_AGAIN(CREATING, CREATING, Actor.OWNER, "token; cut off, or tries are left", "plan retry"),
  /** Listing the actions failed for the last time. */
  PLAN_FAILED(CREATING, FAIL, Actor.OWNER, "token; that was the last try", "plan failed"),
  /** The producer never published it. */
  ABANDON(
      CREATING,
      FAIL,
      Actor.RESCUER,
      "a producer's own, unpublished for 24 h; token as seen",
      "abandoned"),
  /** The daemon that listed the actions is gone. */
  RESCUE_PLAN(CREATING, CREATING, Actor.RESCUER, "its daemon is revoked; token as seen", "rescued"),
  /** Listing its actions took its daemon down too often. */
  POISON_PLAN(CREATING, FAIL, Actor.RESCUER, Guard.POISON, "poison"),

  /** A daemon with the agent took it, to have its actions listed. */
  CLAIM_PLAN(CREATING, CREATING, Actor.CLAIMER, Guard.CLAIMABLE, "claimed"),
  /** A daemon took it. */
  CLAIM(WAITING, STARTED, Actor.CLAIMER, Guard.CLAIMABLE, "claimed"),
  /** A daemon took it for another try. */
  CLAIM_AGAIN(ERROR, STARTED, Actor.CLAIMER, Guard.CLAIMABLE, "claimed"),

  /** Every action is done. */
  COMPLETE(
      STARTED,
      FINISHED,
      Actor.OWNER,
      "token; no action is left, none failed (or best effort)",
      "completed"),
  /** An action is to be tried again. */
  RETRY(STARTED, ERROR, Actor.OWNER, "token; an action is to be tried again", "retry"),
  /** An action failed for good, or the attempts are used up. */
  EXHAUST(STARTED, FAIL, Actor.OWNER, "token; no action is left, one failed for good", "failed"),
  /** Put off by its agent, cut off by the execution limit, or handed back by a daemon. */
  HAND_BACK(
      STARTED,
      WAITING,
      Actor.OWNER,
      "token; actions are left, none failed, or the run was cut short",
      "handed back"),
  /** The agent has first listed the actions of a job that came without any. */
  PLAN_IN_RUN(STARTED, WAITING, Actor.OWNER, "token; the list is complete", "planned"),
  /** The daemon that ran it is gone, or it passed its deadline. */
  RESCUE(STARTED, ERROR, Actor.RESCUER, "its daemon is revoked; token as seen", "rescued"),
  /** The same, of a job that an operator had asked to stop. */
  RESCUE_STOPPED(
      STARTED,
      STOPPED,
      Actor.RESCUER,
      "its daemon is revoked, an operator had asked for a stop; token as seen",
      "rescued"),
  /** It took its daemon down too often. */
  POISON(STARTED, FAIL, Actor.RESCUER, Guard.POISON, "poison"),

  /** An operator stopped it before it ran. */
  STOP(WAITING, STOPPED, Actor.OPERATOR, "row locked", "stopped"),
  /** An operator stopped it between two tries. */
  STOP_RETRYING(ERROR, STOPPED, Actor.OPERATOR, "row locked", "stopped"),
  /** An operator asked for it, and the daemon that ran the job confirmed. */
  STOP_RUNNING(STARTED, STOPPED, Actor.OWNER, "token; an operator asked for it", "stopped"),
  /** An operator resumed it. */
  RESUME(STOPPED, WAITING, Actor.OPERATOR, "row locked", "resumed"),
  /** An operator gave a failed job another chance. */
  REDRIVE(FAIL, WAITING, Actor.OPERATOR, "row locked; no open job has its unique key", "redriven"),

  /** It is forgotten, with its history. */
  FORGET(FINISHED, null, Actor.FORGETTER, "no rule of its type keeps it", "–"),
  /** The same, of a failed job. */
  FORGET_FAILED(FAIL, null, Actor.FORGETTER, "the same, and KeepFailDays are over", "–");

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
    OPERATOR("operator"),
    /** Any daemon, for jobs that no rule keeps any more. */
    FORGETTER("forgetter");

    private final String label;

    Actor(String label) {
      this.label = label;
    }

    /** The word for this actor in documents. */
    public String label() {
      return label;
    }
  }

  /** What several edges have in common. */
  private static final class Guard {
    static final String CLAIMABLE = "due, held by nobody, agent of its plan version; lease holds";
    static final String POISON =
        "its daemon is revoked; the third crash in a row of a suspect held alone";
  }

  private final JobStatus from;
  private final JobStatus to;
  private final Actor actor;
  private final String guard;
  private final String cause;

  JobTransition(JobStatus from, JobStatus to, Actor actor, String guard, String cause) {
    this.from = from;
    this.to = to;
    this.actor = actor;
    this.guard = guard;
    this.cause = cause;
  }

  /** The status that is left, or null where the job is created. */
  public JobStatus from() {
    return from;
  }

  /** The status that is entered, or null where the job is forgotten. */
  public JobStatus to() {
    return to;
  }

  /** Who takes this edge. */
  public Actor actor() {
    return actor;
  }

  /** What must hold, in the words of the documents; {@code token}: the run's is still valid. */
  public String guard() {
    return guard;
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
