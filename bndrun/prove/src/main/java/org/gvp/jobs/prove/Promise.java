package org.gvp.jobs.prove;

/**
 * What a register promises, each with the statement beside {@link Register} that answers the rows
 * that break it. The statements take the ids of the jobs that the producer knows to be created.
 */
public enum Promise {
  /** What was created is there. */
  NO_JOB_MISSING("no accepted job is missing", "missingJobs", Unit.JOB),
  /** What is there comes to its end. */
  EVERY_JOB_ENDED("every job has ended", "openJobs", Unit.JOB),
  /** Faults are no reason to give up. */
  NO_JOB_GIVEN_UP("no job has failed for the faults", "failedJobs", Unit.JOB),
  /** A job ends when its actions have. */
  EVERY_ACTION_ENDED("every action of a finished job is finished", "openActions", Unit.ACTION),
  /** A job ends in one run. */
  ONE_END_A_JOB("each job was ended once", "endedTwice", Unit.JOB),
  /** What is called finished has been done. */
  NOTHING_LOST("what is finished was done", "actionsWithoutEffect", Unit.ACTION),
  /** Effects in the register's own database. */
  NOTHING_TWICE("effects in the database happened once", "effectsTwice", Unit.ACTION),
  /** Those effects, and the completion that they came with. */
  ALL_OR_NOTHING("they and their actions go together", "effectsWithoutAction", Unit.ACTION),
  /** Outside effects may be repeated, but under the same key. */
  SAME_KEY("outside effects kept their keys", "newKeys", Unit.ACTION),
  /** What has finished never runs again. */
  NOT_AGAIN("no finished action was begun again", "afterTheEnd", Unit.ACTION),
  /** Who has lost a job cannot write to it. */
  NO_OLD_TOKEN("no write under an old token was accepted", "oldTokens", Unit.ACTION),
  /** The fence only rises. */
  TOKENS_RISE("accepted tokens only rise", "fallingTokens", Unit.JOB),
  /** The rules hold under faults as well. */
  WITHIN_CAPS("attempts and crashes are within their caps", "caps", Unit.JOB);

  /** What a promise is about. */
  public enum Unit {
    /** Jobs. */
    JOB,
    /** Actions. */
    ACTION
  }

  private final String text;
  private final String statement;
  private final Unit unit;

  Promise(String text, String statement, Unit unit) {
    this.text = text;
    this.statement = statement;
    this.unit = unit;
  }

  /** The promise in words. */
  public String text() {
    return text;
  }

  String statement() {
    return statement;
  }

  Unit unit() {
    return unit;
  }
}
