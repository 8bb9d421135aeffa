package org.gvp.jobs.internal.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gvp.jobs.internal.run.RunWriter.Item;
import org.gvp.jobs.internal.status.ActionOutcome;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.RunEnd;
import org.gvp.jobs.internal.status.StatusMachine;

/**
 * Outcomes and ends of runs that are written in one transaction. What a run says counts only if the
 * transaction has found the job under the run's token, by ending its run or by locking it; so a
 * rescuer comes before or after, and never between. For one thread.
 */
final class RunBatch {
  private final List<Item> items;
  private final StatusMachine status;
  private final int owner;
  private final Map<JobRun, RunEnd> known = new LinkedHashMap<>();
  private final List<JobRun> unknown = new ArrayList<>();
  private final Set<Long> held = new HashSet<>();
  private final Set<Long> ended = new HashSet<>();

  /**
   * Of these items.
   *
   * @param owner this start of the daemon
   */
  RunBatch(List<Item> items, StatusMachine status, int owner) {
    this.items = heard(items);
    this.status = status;
    this.owner = owner;
    for (Item item : this.items) {
      if (item.isEnd()) {
        RunEnd end = item.run().conclusion();
        if (end == null) {
          unknown.add(item.run());
        } else {
          known.put(item.run(), end);
        }
      }
    }
  }

  /** What counts: not of lost runs, nor of one whose job has a later run here already. */
  private static List<Item> heard(List<Item> items) {
    Map<Long, Integer> tokens = new HashMap<>();
    items.forEach(i -> tokens.merge(i.run().job().id(), i.run().job().token(), Math::max));
    return items.stream()
        .filter(item -> !item.run().isLost())
        .filter(item -> item.run().job().token() == tokens.get(item.run().job().id()))
        .toList();
  }

  /**
   * Writes them.
   *
   * @param again whether they may have been written already: then what is there stays
   * @return how many runs have ended
   */
  int write(Connection connection, boolean again) throws SQLException {
    held.clear();
    ended.clear();
    if (again) {
      recordAgain(connection);
      ended.addAll(status.end(connection, List.copyOf(known.values())));
    } else {
      ended.addAll(status.end(connection, List.copyOf(known.values())));
      held.addAll(status.lock(connection, notEndedHere()));
      status.recordNew(connection, outcomes(true));
    }
    ended.addAll(status.end(connection, concluded(connection)));
    if (again) {
      findEnded(connection);
    }
    return ended.size();
  }

  private void recordAgain(Connection connection) throws SQLException {
    List<ActionOutcome> outcomes = outcomes(false);
    if (!outcomes.isEmpty()) {
      held.addAll(status.record(connection, outcomes));
    }
    held.addAll(status.lock(connection, unknown.stream().map(JobRun::job).toList()));
  }

  /** The jobs that this batch does not simply end. */
  private Collection<ClaimedJob> notEndedHere() {
    Map<Long, ClaimedJob> jobs = new LinkedHashMap<>();
    for (Item item : items) {
      if (!known.containsKey(item.run())) {
        jobs.put(item.run().job().id(), item.run().job());
      }
    }
    return jobs.values();
  }

  private List<ActionOutcome> outcomes(boolean onlyOurs) {
    return items.stream()
        .filter(item -> !item.isEnd() && (!onlyOurs || isOurs(item)))
        .map(Item::outcome)
        .toList();
  }

  private boolean isOurs(Item item) {
    long id = item.run().job().id();
    return ended.contains(id) || held.contains(id);
  }

  private List<RunEnd> concluded(Connection connection) throws SQLException {
    List<RunEnd> ends = new ArrayList<>();
    for (JobRun run : unknown) {
      if (held.contains(run.job().id())) {
        ends.add(run.conclude(connection));
      }
    }
    return ends;
  }

  private void findEnded(Connection connection) throws SQLException {
    List<ClaimedJob> missing =
        items.stream()
            .map(item -> item.run().job())
            .filter(job -> !ended.contains(job.id()) && !held.contains(job.id()))
            .toList();
    if (!missing.isEmpty()) {
      ended.addAll(status.findEnded(connection, owner, missing));
    }
  }

  /**
   * Once that is committed: tells of the ends that were written, and drops the runs whose job was
   * not theirs any more.
   */
  void committed() {
    for (Item item : items) {
      if (item.isEnd() && ended.contains(item.run().job().id())) {
        status.claims().ended(item.run().job());
      } else if (item.isEnd() || !isOurs(item)) {
        item.run().lose();
      }
    }
  }
}
