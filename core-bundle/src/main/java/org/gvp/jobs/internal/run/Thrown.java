package org.gvp.jobs.internal.run;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What agents throw, in words and as a code. Their exceptions are code of theirs too: one may throw
 * when it is asked for its message, or be its own cause. Pure functions that throw nothing.
 */
final class Thrown {
  private static final int MAX_CODE = 100;
  private static final int MAX_WORDS = 2_000;
  private static final int MAX_CAUSES = 50;

  private Thrown() {}

  /** A short ASCII code: the class's own name. */
  static String code(Throwable e) {
    String name = e.getClass().getName();
    String own = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9_$]", "?");
    return own.length() <= MAX_CODE ? own : own.substring(0, MAX_CODE);
  }

  /** The exception and what first caused it, in words. */
  static String describe(Throwable e) {
    Throwable root = root(e);
    return root == e ? words(e) : words(e) + ", caused by " + words(root);
  }

  private static Throwable root(Throwable e) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable root = e;
    try {
      while (seen.add(root) && seen.size() < MAX_CAUSES && root.getCause() != null) {
        root = root.getCause();
      }
    } catch (Throwable hostile) { // what it says must not keep its action from being recorded
      return root;
    }
    return seen.contains(root.getCause()) ? e : root;
  }

  /** The exception in words, its causes left away. */
  static String words(Throwable e) {
    try {
      String words = String.valueOf(e.toString());
      return words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS);
    } catch (Throwable hostile) { // what it says must not keep its action from being recorded
      return e.getClass().getName() + " (which cannot say what is wrong)";
    }
  }

  /** The exception itself if a log can take it, else one that says what it is. */
  static Throwable loggable(Throwable e) {
    Throwable plain = new IllegalStateException(describe(e));
    plain.setStackTrace(new StackTraceElement[0]);
    try {
      Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Throwable each = e; each != null; each = each.getCause()) {
        String message = each.getMessage();
        if (!seen.add(each) || (message != null && message.length() > MAX_WORDS)) {
          return plain;
        }
      }
      return e;
    } catch (Throwable hostile) { // it would throw in the log, too
      return plain;
    }
  }
}
