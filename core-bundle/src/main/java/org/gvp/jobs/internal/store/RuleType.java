package org.gvp.jobs.internal.store;

/** What a rule of a job type is about, with its value where no rule is set. */
public enum RuleType {
  /** Seconds until a failed action is tried again. */
  DELAY_TO_RETRY("DelayToRetry", 60),
  /** Which try of an action is the last. */
  RETRY_LIMIT("RetryLimit", 5),
  /** Most actions of a job in one run; then others get a turn. */
  EXECUTION_LIMIT("ExecutionLimit", 10_000),
  /** Most jobs of a type that are Started at once in the cluster. */
  CONCURRENCY_LIMIT("ConcurrencyLimit", Integer.MAX_VALUE),
  /** The same for jobs of a type with the same concurrency key. */
  KEY_CONCURRENCY_LIMIT("KeyConcurrencyLimit", 1);

  private final String label;
  private final int standard;

  RuleType(String label, int standard) {
    this.label = label;
    this.standard = standard;
  }

  /** The word for it in the register. */
  public String label() {
    return label;
  }

  /** Its value where no rule is set. */
  public int standard() {
    return standard;
  }
}
