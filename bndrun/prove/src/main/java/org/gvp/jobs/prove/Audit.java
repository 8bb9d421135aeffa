package org.gvp.jobs.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The judgement on some jobs.
 *
 * @param accepted how many jobs the producer knows to be created
 * @param totals how much was done
 * @param broken every promise, in its order, with the rows that break it, in words
 * @param rescues of each lost daemon's jobs, in the order of time
 */
public record Audit(
    long accepted, Totals totals, Map<Promise, List<String>> broken, List<Rescue> rescues) {
  private static final int SHOWN = 10;

  /** Whether every promise was kept. */
  public boolean clean() {
    return broken.values().stream().allMatch(List::isEmpty);
  }

  /** The judgement as people read it: a line a promise, and below it what breaks it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("promise", "judged", "broken"));
    broken.forEach(
        (promise, offenders) -> {
          long judged = promise.unit() == Promise.Unit.JOB ? accepted : totals.actions();
          lines.add(line(promise.text(), number(judged), number(offenders.size())));
          offenders.stream().limit(SHOWN).forEach(offender -> lines.add("    " + offender));
          if (offenders.size() > SHOWN) {
            lines.add("    … and " + number(offenders.size() - SHOWN) + " more");
          }
        });
    return lines;
  }

  private static String line(String promise, String judged, String broken) {
    return "  %-46s %10s %8s".formatted(promise, judged, broken);
  }

  /** How many jobs or actions break a promise. */
  public int count(Promise... promises) {
    int count = 0;
    for (Promise promise : promises) {
      count += broken.get(promise).size();
    }
    return count;
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
