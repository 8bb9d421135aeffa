package org.gvp.jobs.web.api;

import java.util.ArrayList;
import java.util.List;
import org.gvp.jobs.query.NodeRow;
import org.gvp.jobs.web.http.Answer;
import org.gvp.jobs.web.http.Request;
import org.gvp.jobs.web.view.Health;
import org.gvp.jobs.web.view.Register;
import org.gvp.jobs.web.view.RegisterDown;

/** What probes ask. Whoever may not look is told the verdict alone. Thread-safe. */
public final class HealthApi {
  private final Register register;
  private final String node;

  /** Of this daemon. */
  public HealthApi(Register register, String node) {
    this.register = register;
    this.node = node;
  }

  /** The process answers; nothing else is asked. */
  public Answer live(Request request) {
    return Answer.json(200, Json.object(json -> json.put("status", "live")));
  }

  /**
   * Whether this daemon is ready to work. One that operators have paused is, and says so: whoever
   * restarts or hides what is not ready must leave it alone.
   */
  public Answer ready(Request request, boolean withReasons) {
    List<String> reasons = reasons();
    List<String> paused = reasons.isEmpty() ? paused() : List.of();
    String ready = paused.isEmpty() ? "ready" : "paused";
    return Answer.json(
        reasons.isEmpty() ? 200 : 503,
        Json.object(
            json -> {
              json.put("status", reasons.isEmpty() ? ready : "not ready");
              if (withReasons) {
                json.put("node", node).texts("reasons", reasons.isEmpty() ? paused : reasons);
              }
            }));
  }

  /** Why this daemon does nothing although it could. */
  private List<String> paused() {
    try {
      return register.pauses().stream()
          .filter(pause -> pause.holds(node))
          .map(Health::paused)
          .map(check -> check.text() + ". " + check.cure())
          .toList();
    } catch (RegisterDown e) {
      return List.of(e.getMessage());
    }
  }

  private List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    try {
      boolean alive =
          register.nodes().stream()
              .filter(NodeRow::alive)
              .anyMatch(living -> living.node().equals(node));
      if (!alive) {
        reasons.add(
            "daemon "
                + node
                + " holds no lease in the register: it is starting, stopping or has lost it");
      }
    } catch (RegisterDown e) {
      reasons.add(e.getMessage());
    }
    return reasons;
  }
}
