package org.gvp.jobs.web.view;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.gvp.jobs.query.AgentRow;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.query.PauseRow;
import org.gvp.jobs.query.ScheduleRow;
import org.gvp.jobs.query.TypeStatus;
import org.gvp.jobs.web.view.Check.Level;

/**
 * Whether the daemons are healthy: a list of rules, each of which names its evidence. Thread-safe.
 */
public final class Health {
  private static final Duration OVERDUE = Duration.ofMinutes(2);

  private final Clock clock;

  /** By that clock. */
  public Health(Clock clock) {
    this.clock = clock;
  }

  /** Everything that is not in order, the worst first; empty if all is well. */
  public List<Check> troubles(
      List<NodeRow> nodes,
      List<TypeStatus> types,
      List<AgentRow> agents,
      List<ScheduleRow> schedules,
      List<PauseRow> pauses) {
    List<Check> checks = new ArrayList<>();
    pauses.forEach(pause -> checks.add(paused(pause)));
    nodes(checks, nodes);
    types(checks, types);
    agents(checks, agents);
    checks.addAll(Drift.of(agents));
    schedules(checks, schedules, pauses);
    checks.sort((a, b) -> b.level().compareTo(a.level()));
    return checks;
  }

  /** That something is paused: what, by whom, since when and why, and what lifts it. */
  public static Check paused(PauseRow pause) {
    String what = pause.what();
    return new Check(
        pause.scope().equals("all") ? Level.DOWN : Level.ATTENTION,
        Character.toUpperCase(what.charAt(0))
            + what.substring(1)
            + " is paused, by "
            + pause.actor()
            + (pause.since() == null ? "" : " since " + Numbers.utc(pause.since()))
            + (pause.reason() == null ? "" : ": " + pause.reason()),
        "To lift it: " + pause.undo(),
        switch (pause.scope()) {
          case "type" -> "/agents";
          case "schedule" -> "/schedules";
          default -> "/nodes";
        });
  }

  private static void nodes(List<Check> checks, List<NodeRow> nodes) {
    Set<String> alive =
        nodes.stream().filter(NodeRow::alive).map(NodeRow::node).collect(Collectors.toSet());
    if (alive.isEmpty()) {
      checks.add(
          new Check(
              Level.DOWN,
              "No daemon is alive: nothing is claimed",
              "Start a daemon on this database, or look into the log of the one that is running.",
              "/nodes"));
    }
    nodes.stream()
        .filter(node -> !alive.contains(node.node()))
        .map(NodeRow::node)
        .distinct()
        .forEach(
            lost ->
                checks.add(
                    new Check(
                        Level.ATTENTION,
                        "Daemon " + lost + " is lost; others take over its jobs",
                        "Start it again, or leave it: it is forgotten after a day.",
                        "/nodes")));
  }

  private static void types(List<Check> checks, List<TypeStatus> types) {
    for (TypeStatus type : types) {
      if (type.servingNodes() == 0 && type.open() > 0) {
        checks.add(
            new Check(
                Level.DOWN,
                open(type) + " of type " + type.type() + " wait: no agent" + since(type),
                "Drop the jar of its agent into the agents folder of a daemon.",
                "/agents"));
      }
    }
  }

  private static String open(TypeStatus type) {
    return type.open() == 1 ? "1 open job" : Numbers.capped(type.open()) + " open jobs";
  }

  private static String since(TypeStatus type) {
    return type.noAgentSince() == null ? "" : " since " + Numbers.utc(type.noAgentSince());
  }

  private static void agents(List<Check> checks, List<AgentRow> agents) {
    for (AgentRow agent : agents) {
      if (agent.code() != null || agent.state().equals("REJECTED")) {
        checks.add(
            new Check(
                Level.ATTENTION,
                agent.file()
                    + " on "
                    + agent.node()
                    + (agent.serves()
                        ? " has trouble"
                        : " is " + agent.state().toLowerCase(Locale.ROOT)),
                agent.reason(),
                "/agents"));
      }
    }
  }

  private void schedules(List<Check> checks, List<ScheduleRow> schedules, List<PauseRow> pauses) {
    Instant late = clock.instant().minus(OVERDUE);
    for (ScheduleRow schedule : schedules) {
      boolean overdue =
          schedule.enabled()
              && schedule.nextFire() != null
              && schedule.nextFire().isBefore(late)
              && pauses.stream().noneMatch(pause -> holds(pause, schedule));
      if (overdue) {
        checks.add(
            new Check(
                Level.ATTENTION,
                "Schedule "
                    + schedule.name()
                    + " should have fired at "
                    + Numbers.utc(schedule.nextFire()),
                "No daemon that has it is running, or its definition differs: see the log.",
                "/schedules"));
      }
    }
  }

  private static boolean holds(PauseRow pause, ScheduleRow schedule) {
    return pause.scope().equals("all")
        || (pause.scope().equals("schedule") && pause.name().equals(schedule.name()));
  }
}
