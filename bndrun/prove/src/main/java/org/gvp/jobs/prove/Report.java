package org.gvp.jobs.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a proof has found.
 *
 * @param findings what did not happen in time, in words
 * @param audit of the jobs that ran under faults
 * @param sprint of those that ran without
 * @param outage from the restarted database's return to the next action ended
 * @param stop how long the slower daemon took to stop
 * @param nodes the daemons
 */
public record Report(
    List<String> findings,
    Audit audit,
    Audit sprint,
    Duration outage,
    Duration stop,
    List<Node> nodes) {
  /**
   * A daemon.
   *
   * @param id by which the register knows it
   * @param name for people
   */
  public record Node(String id, String name) {}

  /** Whether every promise was kept. */
  public boolean clean() {
    return findings.isEmpty() && audit.clean() && sprint.clean();
  }

  /** The report as people read it. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(audit.lines());
    if (!sprint.clean()) {
      lines.add("without faults:");
      lines.addAll(sprint.lines());
    }
    findings.forEach(finding -> lines.add("  " + finding));
    Totals totals = audit.totals();
    lines.add("");
    lines.add(
        row(
            "done",
            "%,d of %,d jobs, %,d of %,d actions",
            totals.jobsDone(),
            audit.accepted(),
            totals.actionsDone(),
            totals.actions()));
    lines.add(
        row(
            "lost",
            "%,d",
            audit.count(
                Promise.NO_JOB_MISSING,
                Promise.EVERY_JOB_ENDED,
                Promise.NO_JOB_GIVEN_UP,
                Promise.EVERY_ACTION_ENDED,
                Promise.NOTHING_LOST)));
    lines.add(
        row(
            "twice",
            "%,d",
            audit.count(
                Promise.ONE_END_A_JOB,
                Promise.NOTHING_TWICE,
                Promise.NOT_AGAIN,
                Promise.NO_OLD_TOKEN)));
    lines.add(
        row(
            "attempts",
            "%,d, of which the faults cut off %,d",
            totals.attempts(),
            totals.cutOff()));
    audit.rescues().forEach(rescue -> lines.add(rescued(rescue)));
    lines.add(row("database back", "%s until an action ended again", Proof.seconds(outage)));
    lines.add(
        row(
            "throughput",
            "%,.0f actions/s without work or faults, %,.0f under faults",
            sprint.totals().rate(),
            totals.rate()));
    lines.add(row("stop", "%s", Proof.seconds(stop)));
    lines.add("");
    lines.add(clean() ? "CLEAN: nothing lost, nothing twice" : "NOT CLEAN: see above");
    return lines;
  }

  private String rescued(Rescue rescue) {
    String name =
        nodes.stream()
            .filter(node -> node.id().equals(rescue.node()))
            .map(Node::name)
            .findFirst()
            .orElse(rescue.node());
    return row(
        "rescued",
        "%,d runs of %s: after its last renewal due again in %s to %s s, running in %s to %s s",
        rescue.runs(),
        name,
        rescue.firstDue(),
        rescue.lastDue(),
        rescue.firstRunning(),
        rescue.lastRunning());
  }

  private static String row(String name, String format, Object... values) {
    return "  %-14s ".formatted(name) + String.format(Locale.ROOT, format, values);
  }
}
