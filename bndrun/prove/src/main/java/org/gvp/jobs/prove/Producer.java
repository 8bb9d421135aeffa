package org.gvp.jobs.prove;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Creates jobs of the probe and remembers, apart from the register, which of them it was told are
 * created. Where the answer to a commit was lost, it asks before it creates them again.
 */
public final class Producer {
  private static final Duration RULES_ARE_READ = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final String ENDED =
      "select count(*) from sandbox.effect where job_id = any(?) and peer = 'probe' and phase = 'end'";
  private static final String FIND = "select id from gvp_jobs.job where name = any(?) order by id";

  private final Register register;
  private final String name;
  private final List<Long> accepted = Collections.synchronizedList(new ArrayList<>());
  private int batches;

  /**
   * A producer of that register.
   *
   * @param name begins the names of its jobs, and no other producer's
   */
  public Producer(Register register, String name) {
    this.register = register;
    this.name = name;
  }

  /**
   * Makes retries quick, so that faults are survived within seconds, and many of them. It waits for
   * as long as the register promises daemons to take to obey them.
   */
  public void setRules() throws SQLException {
    register.rows(
        "select gvp_jobs.set_rule('Custom', 'DelayToRetry', 1, custom_type => 'sandbox.Probe'),"
            + " gvp_jobs.set_rule('Custom', 'RetryLimit', 50, custom_type => 'sandbox.Probe')");
    LockSupport.parkNanos(RULES_ARE_READ.toNanos());
  }

  /**
   * Creates jobs in one transaction, and answers their ids.
   *
   * @throws SQLException if the register could not be asked; nothing is known of these jobs then
   */
  public List<Long> create(int jobs, int actions, int sleepMs) throws SQLException {
    batches++;
    String[] names =
        IntStream.rangeClosed(1, jobs)
            .mapToObj(no -> name + " " + batches + "." + no)
            .toArray(String[]::new);
    List<List<String>> rows;
    try {
      rows = register.rows(Register.statement("createJobs"), names, actions, sleepMs);
    } catch (SQLException e) {
      // Committed or not? The answer was lost, the register knows.
      rows = register.rows(FIND, (Object) names);
    }
    List<Long> ids = rows.stream().map(row -> Long.valueOf(row.get(0))).toList();
    accepted.addAll(ids);
    return ids;
  }

  /** The jobs that it was told are created. */
  public List<Long> accepted() {
    synchronized (accepted) {
      return List.copyOf(accepted);
    }
  }

  /** How many of them have not ended. */
  public long open() throws SQLException {
    return register.number(
        "select count(*) from unnest(?::bigint[]) as mine(job) where not exists (select from gvp_jobs.job j"
            + " where j.id = job and j.status in ('Finished', 'Fail'))",
        (Object) accepted().toArray(Long[]::new));
  }

  /**
   * Waits until all of them have ended, for as long as it goes on: a slow machine takes its time.
   *
   * @param still how long nothing may come to an end before it is given up
   * @return whether all have ended
   */
  public boolean awaitEnd(Duration still) {
    Long[] jobs = accepted().toArray(Long[]::new);
    long[] seen = {-1, System.nanoTime()};
    Await.until(
        "jobs have ended or nothing goes on",
        LONGEST,
        () -> {
          long ended = register.number(ENDED, (Object) jobs);
          if (ended != seen[0]) {
            seen[0] = ended;
            seen[1] = System.nanoTime();
          }
          return open() == 0 || Await.since(seen[1]).compareTo(still) > 0;
        });
    return isEnded();
  }

  private boolean isEnded() {
    try {
      return open() == 0;
    } catch (SQLException e) {
      return false;
    }
  }
}
