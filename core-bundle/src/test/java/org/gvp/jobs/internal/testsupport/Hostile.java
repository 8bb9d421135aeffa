package org.gvp.jobs.internal.testsupport;

import java.util.List;
import java.util.random.RandomGenerator;

/** Words that programs are not written for, and exceptions that do not want to be told of. */
@SuppressWarnings("UnicodeInCode") // a class name may be hostile, too
public final class Hostile {
  /** Texts that the register takes, cuts or refuses. */
  public static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "a\u0000b",
          "\ud800",
          "\udc00\ud800",
          "x".repeat(199) + "\ud83d\ude00",
          "\u202e txet \u202d",
          "e\u0301\u0301\u0301".repeat(60),
          "'; drop schema gvp_jobs cascade; --",
          "${jndi:ldap://x}",
          "%s%n%1000000000d",
          "{}",
          "\\u0000",
          "\r\n\u2028\u0085\t\u001b[31m",
          "\uffff\ufffe",
          "null",
          "x".repeat(201),
          "x".repeat(100_000),
          "\ud800".repeat(3_000));

  /** JSON, or not quite. */
  public static final List<String> JSON =
      List.of(
          "",
          "{",
          "nul",
          "[]",
          "7",
          "\"text\"",
          "null",
          "true false",
          "{\"a\": NaN}",
          "{\"a\": 1e400}",
          "{\"a\": 1e99999}",
          "{\"a\": -1e999999999}",
          "{\"a\": 1e-99999}",
          "{\"a\": " + "9".repeat(1_001) + "}",
          "{\"a\": 0." + "9".repeat(900) + "}",
          "{\"a\": [" + "1e999,".repeat(2_000) + "1]}",
          "{\"a\": \"\\u0000 \\ud800\"}",
          "{\"\\u0000\": 1, \"\": 2, \"\": 3}",
          "{\"a\": " + "[".repeat(64) + "]".repeat(64) + "}",
          "[".repeat(100_000),
          "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
          "{\"a\": \"" + "x".repeat(70_000) + "\"}",
          "{\"a\": \"" + "\u20ac".repeat(400_000) + "\"}",
          "{\"a\": 1} // comment",
          "\ufeff{}");

  private final RandomGenerator random;

  /** Picks by that generator. */
  public Hostile(RandomGenerator random) {
    this.random = random;
  }

  /** One of the texts. */
  public String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** One of the JSONs. */
  public String json() {
    return JSON.get(random.nextInt(JSON.size()));
  }

  /** Something to throw. */
  public Throwable thrown() {
    return switch (random.nextInt(9)) {
      case 0 -> new IllegalStateException(text());
      case 1 -> new IllegalStateException("x".repeat(10_000_000));
      case 2 -> new Mute();
      case 3 -> cyclic();
      case 4 -> new Exception(null, new Mute());
      case 5 -> new StackOverflowError(text());
      case 6 -> new OutOfMemoryError(text());
      case 7 -> new Exception() {};
      default ->
          new Ünglücklich$ÑameThatIsRatherLongForACodeAndGoesOnAndOnAndOnAndOnAndOnAndOnAndOn();
    };
  }

  private static Exception cyclic() {
    Exception first = new Exception("first");
    Exception second = new Exception("second", first);
    first.initCause(second);
    return first;
  }

  /** Says nothing of itself, not even that. */
  private static final class Mute extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new UnsupportedOperationException("not saying");
    }

    @Override
    public String toString() {
      throw new StackOverflowError();
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("not saying why either");
    }
  }

  private static final
  class Ünglücklich$ÑameThatIsRatherLongForACodeAndGoesOnAndOnAndOnAndOnAndOnAndOnAndOn
      extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
