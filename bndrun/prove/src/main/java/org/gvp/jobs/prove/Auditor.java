package org.gvp.jobs.prove;

import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Judges jobs of the probe when all is over: reads the register through its views, and compares
 * them with the producer's own list and with the log of effects, which knows nothing of either.
 */
public final class Auditor {
  /** A minute's worth of jobs may be new to the planner, which then compares each with each. */
  private static final String ANALYZE = "analyze";

  private final Register register;

  /** A judge of that register. */
  public Auditor(Register register) {
    this.register = register;
  }

  /** Judges the jobs that the producer knows to be created. */
  public Audit judge(Collection<Long> accepted) throws SQLException {
    Long[] jobs = accepted.toArray(Long[]::new);
    register.rows(ANALYZE);
    Map<Promise, List<String>> broken = new EnumMap<>(Promise.class);
    for (Promise promise : Promise.values()) {
      broken.put(promise, ask(promise.statement(), jobs).stream().map(row -> row.get(0)).toList());
    }
    Totals totals = Totals.of(ask("totals", jobs).get(0));
    List<Rescue> rescues = ask("rescues", jobs).stream().map(Rescue::of).toList();
    return new Audit(jobs.length, totals, broken, rescues);
  }

  private List<List<String>> ask(String statement, Long[] jobs) throws SQLException {
    return register.rows(Register.statement(statement), (Object) jobs);
  }
}
