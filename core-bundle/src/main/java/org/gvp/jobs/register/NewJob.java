package org.gvp.jobs.register;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;

/**
 * A job that is to be created. Start with {@link #of} and change it with the {@code with…} methods,
 * each of which returns a changed copy.
 *
 * @param name its name, at most 200 characters
 * @param type its type
 * @param parameters a JSON object as text, or null
 * @param configuration a JSON object as text, or null
 * @param mediaType the kind of thing that it is about, or null
 * @param referenceId the id of that thing; mandatory where there is a media type
 * @param actions its actions; an empty list is a job with nothing to do; null makes the job its own
 *     single action
 * @param runAt when it is due, or null for now
 * @param priority 0 to 9, 0 first
 * @param uniqueKey unique among open jobs, or null
 * @param concurrencyKey jobs of one type that have the same run one at a time, or as many as the
 *     rule KeyConcurrencyLimit says; or null
 */
public record NewJob(
    String name,
    JobTypeKey type,
    String parameters,
    String configuration,
    String mediaType,
    String referenceId,
    List<NewAction> actions,
    Instant runAt,
    int priority,
    String uniqueKey,
    String concurrencyKey) {

  /** The priority of a job that names none. */
  public static final int DEFAULT_PRIORITY = 5;

  /** Checks what must be there. */
  public NewJob {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    actions = actions == null ? null : List.copyOf(actions);
  }

  /** A job with a name and a type, due now, that is its own single action. */
  public static NewJob of(String name, JobTypeKey type) {
    return new NewJob(name, type, null, null, null, null, null, null, DEFAULT_PRIORITY, null, null);
  }

  /** This job with parameters, a JSON object as text. */
  public NewJob withParameters(String parameters) {
    return new NewJob(
        name,
        type,
        parameters,
        configuration,
        mediaType,
        referenceId,
        actions,
        runAt,
        priority,
        uniqueKey,
        concurrencyKey);
  }

  /** This job with these actions. */
  public NewJob withActions(List<NewAction> actions) {
    return new NewJob(
        name,
        type,
        parameters,
        configuration,
        mediaType,
        referenceId,
        actions,
        runAt,
        priority,
        uniqueKey,
        concurrencyKey);
  }

  /** This job, due at that time. */
  public NewJob withRunAt(Instant runAt) {
    return new NewJob(
        name,
        type,
        parameters,
        configuration,
        mediaType,
        referenceId,
        actions,
        runAt,
        priority,
        uniqueKey,
        concurrencyKey);
  }

  /** This job, only if no open one has that key. */
  public NewJob withUniqueKey(String uniqueKey) {
    return new NewJob(
        name,
        type,
        parameters,
        configuration,
        mediaType,
        referenceId,
        actions,
        runAt,
        priority,
        uniqueKey,
        concurrencyKey);
  }

  /** This job, not at the same time as others of its type that have that key. */
  public NewJob withConcurrencyKey(String concurrencyKey) {
    return new NewJob(
        name,
        type,
        parameters,
        configuration,
        mediaType,
        referenceId,
        actions,
        runAt,
        priority,
        uniqueKey,
        concurrencyKey);
  }
}
