package org.gvp.jobs.job;

/**
 * An action that is to be added to a job. Build one with {@link #of(String)} and the {@code with…}
 * methods, each of which returns a changed copy.
 *
 * @param actionType what is to be done, a word of the agent's, or null
 * @param label what people read: a film's title, say; or null
 * @param mediaType the kind of thing that it is about, or null
 * @param referenceId the id of that thing; mandatory where there is a media type
 * @param parameters a JSON object, or null
 * @param key what its outside effects are known by: the same for the same effect, whatever the job;
 *     null for {@code <job>:<action>}
 */
public record NewAction(
    String actionType,
    String label,
    String mediaType,
    String referenceId,
    String parameters,
    String key) {

  /** Checks the reference. */
  public NewAction {
    if (mediaType != null && referenceId == null) {
      throw new IllegalArgumentException(
          "action '" + label + "' has media type '" + mediaType + "' but no reference id");
    }
  }

  /** An action of that type, with nothing else. */
  public static NewAction of(String actionType) {
    return new NewAction(actionType, null, null, null, null, null);
  }

  /** This action with what people read. */
  public NewAction withLabel(String label) {
    return new NewAction(actionType, label, mediaType, referenceId, parameters, key);
  }

  /** This action about that thing. */
  public NewAction withReference(String mediaType, String referenceId) {
    return new NewAction(actionType, label, mediaType, referenceId, parameters, key);
  }

  /** This action with parameters, a JSON object as text. */
  public NewAction withParameters(String parameters) {
    return new NewAction(actionType, label, mediaType, referenceId, parameters, key);
  }

  /** This action with the key that its outside effects are known by. */
  public NewAction withKey(String key) {
    return new NewAction(actionType, label, mediaType, referenceId, parameters, key);
  }
}
