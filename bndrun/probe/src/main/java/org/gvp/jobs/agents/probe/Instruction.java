package org.gvp.jobs.agents.probe;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an action's parameters tell the probe to do.
 *
 * @param sleepMs how long it works before it comes to its outcome
 * @param outcome how the attempt ends
 * @param times how often it ends so before the action is done
 * @param result what the register keeps when it is done, JSON text, or null
 * @param laterMs how long the next attempt is put off, or null for what is usual
 * @param checkpoint what it keeps before it begins, JSON text, or null
 * @param ignoreInterrupt whether it goes on when it is told to stop
 * @param sign whether the result says which attempt under which token it is of
 * @param inTransaction whether it is done in one transaction with an effect in the register's
 *     database
 */
record Instruction(
    long sleepMs,
    Outcome outcome,
    int times,
    String result,
    Long laterMs,
    String checkpoint,
    boolean ignoreInterrupt,
    boolean sign,
    boolean inTransaction) {

  private static final long MAX_MS = 86_400_000;
  private static final Set<String> FIELDS =
      new TreeSet<>(
          Set.of(
              "sleep_ms",
              "outcome",
              "times",
              "result",
              "later_ms",
              "checkpoint",
              "ignore_interrupt",
              "sign",
              "in_transaction"));

  /**
   * Reads parameters; none at all mean: done at once.
   *
   * @throws IllegalArgumentException if something in them is not understood; the message names it
   */
  static Instruction of(Map<?, ?> parameters) {
    Map<?, ?> given = parameters == null ? Map.of() : parameters;
    for (Object field : given.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException("no field '" + field + "'; there are " + FIELDS);
      }
    }
    Outcome outcome = outcome(given.get("outcome"));
    Long times = number(given, "times", Integer.MAX_VALUE);
    Long sleepMs = number(given, "sleep_ms", MAX_MS);
    if (flag(given, "sign") && given.get("result") != null) {
      throw new IllegalArgumentException("sign writes the result: take one of them away");
    }
    return new Instruction(
        sleepMs == null ? 0 : sleepMs,
        outcome,
        times == null ? outcome.defaultTimes() : times.intValue(),
        json(given.get("result")),
        number(given, "later_ms", MAX_MS),
        json(given.get("checkpoint")),
        flag(given, "ignore_interrupt"),
        flag(given, "sign"),
        flag(given, "in_transaction"));
  }

  private static Outcome outcome(Object word) {
    Outcome outcome = word == null ? Outcome.DONE : Outcome.of(word);
    if (outcome == null) {
      throw new IllegalArgumentException("no outcome '" + word + "'; there are " + Outcome.words());
    }
    return outcome;
  }

  private static Long number(Map<?, ?> given, String field, long max) {
    Object value = given.get(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number
        && number.doubleValue() == Math.rint(number.doubleValue())
        && number.doubleValue() >= 0
        && number.doubleValue() <= max) {
      return number.longValue();
    }
    throw new IllegalArgumentException(
        field + " " + JsonText.of(value) + " is not a whole number from 0 to " + max);
  }

  private static boolean flag(Map<?, ?> given, String field) {
    Object value = given.get(field);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw new IllegalArgumentException(field + " " + JsonText.of(value) + " is not true or false");
  }

  private static String json(Object value) {
    return value == null ? null : JsonText.of(value);
  }
}
