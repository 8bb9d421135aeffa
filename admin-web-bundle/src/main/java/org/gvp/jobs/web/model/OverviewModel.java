package org.gvp.jobs.web.model;

import java.util.List;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.StatusCount;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.view.Check;
import org.gvp.jobs.web.view.JobView;

/**
 * How the daemons are.
 *
 * @param troubles what is not in order, the worst first
 * @param millis how long the register took to answer
 * @param nodes the daemons
 * @param agents their agents
 * @param types the job types
 * @param counts jobs by status; empty if they could not be counted in time
 * @param recent the newest jobs
 * @param schedules the schedules
 */
public record OverviewModel(
    List<Check> troubles,
    long millis,
    List<NodeRow> nodes,
    List<AgentRow> agents,
    List<TypeStatus> types,
    List<StatusCount> counts,
    List<JobView> recent,
    List<ScheduleRow> schedules) {

  /** How bad it is. */
  public Check.Level level() {
    return troubles.isEmpty() ? Check.Level.OK : troubles.get(0).level();
  }

  /** It in a few words. */
  public String headline() {
    return switch (level()) {
      case OK -> "Healthy";
      case ATTENTION -> "Running, with something to look at";
      case DOWN -> alive() == 0 ? "No job can run" : "Some jobs cannot run";
    };
  }

  /** How many daemons are alive. */
  public long alive() {
    return nodes.stream().filter(NodeRow::alive).map(NodeRow::node).distinct().count();
  }

  /** How many different agents serve. */
  public long serving() {
    return agents.stream()
        .filter(agent -> agent.serves())
        .map(agent -> String.valueOf(agent.symbolicName()))
        .distinct()
        .count();
  }
}
