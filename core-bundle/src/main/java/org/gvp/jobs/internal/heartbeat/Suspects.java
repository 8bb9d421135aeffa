package org.gvp.jobs.internal.heartbeat;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.gvp.jobs.internal.agents.AgentRegistry.Route;
import org.gvp.jobs.internal.agents.RegisteredAgent;
import org.gvp.jobs.internal.claim.JobClaimer;
import org.gvp.jobs.internal.claim.JobClaimer.Claimant;
import org.gvp.jobs.internal.run.Runs;
import org.gvp.jobs.internal.status.ClaimedJob;
import org.gvp.jobs.internal.status.Suspicion;
import org.gvp.jobs.job.JobTypeKey;

/**
 * Claims the jobs that daemons were lost with: of each suspicion no more than may be held at once,
 * whether the agent has room or not, and of those to be held alone one on the whole daemon. For one
 * thread at a time.
 */
final class Suspects {
  private final JobClaimer claimer;
  private final Runs runs;
  private final Function<RegisteredAgent, Claimant> claimants;
  private final Set<Kind> more = ConcurrentHashMap.newKeySet();

  /** What is claimed apart. */
  private record Kind(JobTypeKey type, RegisteredAgent agent, Suspicion suspicion) {
    int most() {
      return suspicion.most(agent.description().concurrency());
    }
  }

  Suspects(JobClaimer claimer, Runs runs, Function<RegisteredAgent, Claimant> claimants) {
    this.claimer = claimer;
    this.runs = runs;
    this.claimants = claimants;
  }

  /** Looks for suspects, and claims those that there is room for. */
  void claim(List<Route> routes) throws SQLException {
    more.clear();
    Map<JobTypeKey, RegisteredAgent> agents = new HashMap<>();
    Map<JobTypeKey, Claimant> all = new HashMap<>();
    for (Route route : routes) {
      agents.put(route.type(), route.agent());
      all.put(route.type(), claimants.apply(route.agent()));
    }
    for (JobTypeKey type : claimer.suspectTypes(all)) {
      for (Suspicion suspicion : Suspicion.OF_SUSPECTS) {
        claim(new Kind(type, agents.get(type), suspicion));
      }
    }
  }

  /** Claims those that are known to be there, now that there may be room. */
  void claimMore(List<Route> routes) throws SQLException {
    for (Kind kind : more) {
      boolean served =
          routes.stream().anyMatch(r -> r.type().equals(kind.type) && r.agent() == kind.agent);
      if (!served) {
        more.remove(kind);
      } else if (hasRoom(kind)) {
        claim(kind);
      }
    }
  }

  private void claim(Kind kind) throws SQLException {
    int room = room(kind);
    boolean mayBeMore = room <= 0;
    if (!mayBeMore) {
      List<ClaimedJob> claimed =
          claimer.claimSuspects(
              kind.type,
              claimants.apply(kind.agent),
              kind.suspicion,
              Math.min(room, JobClaimer.MOST));
      claimed.forEach(job -> runs.run(job, kind.agent));
      mayBeMore = !claimed.isEmpty();
    }
    if (mayBeMore) {
      more.add(kind);
    } else {
      more.remove(kind);
    }
  }

  /** Whether there is known to be one, and room for it. */
  boolean hungry() {
    return more.stream().anyMatch(this::hasRoom);
  }

  /** Not for each that ends: claiming them one by one would cost too much. */
  private boolean hasRoom(Kind kind) {
    return 2 * room(kind) >= kind.most();
  }

  private int room(Kind kind) {
    return kind.most()
        - runs.countOf(
            kind.suspicion, agent -> kind.suspicion == Suspicion.ALONE || agent.equals(kind.agent));
  }
}
