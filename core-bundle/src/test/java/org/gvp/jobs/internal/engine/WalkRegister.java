package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTransition;

/** Compares the register with the model of a walk, by the views that others rely on. */
final class WalkRegister {
  private static final String UTC = "at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
  private static final String JOBS =
      "select id, status, token, attempts, stop_requested, to_char(run_at "
          + UTC
          + " run_at from gvp_jobs.job where id = any('%s')";
  private static final String ACTIONS =
      "select job_id, action_no, status, attempt, number_of_retries retries, to_char(next_try "
          + UTC
          + " next_try from gvp_jobs.job_action where job_id = any('%s')";

  private final Connection connection;
  private final WalkModel model;
  private final Set<Long> done = new HashSet<>();
  private Map<Long, Map<String, String>> jobs = Map.of();
  private Map<String, Map<String, String>> actions = Map.of();

  WalkRegister(DataSource database, WalkModel model) throws SQLException {
    this.connection = database.getConnection();
    this.model = model;
  }

  /** The jobs that a daemon claimed at that time. */
  List<Long> claims(int incarnation, Instant at) {
    return rows(
            "select unnest(ids) id from gvp_jobs.claim_ledger where owner = %d and at = '%s' order by 1"
                .formatted(incarnation, at))
        .stream()
        .map(row -> Long.valueOf(row.get("id")))
        .toList();
  }

  /** What is not as the model says, or null; of the jobs that may have changed. */
  String difference() {
    List<WalkModel.Job> moving =
        model.jobs.values().stream()
            .filter(job -> !job.status.isEnded() || !done.contains(job.id))
            .toList();
    read(moving.stream().map(job -> job.id).toList());
    if (jobs.size() != moving.size()) {
      return "jobs lost or made up: " + jobs.keySet();
    }
    for (WalkModel.Job job : moving) {
      String is = difference(job, jobs.get(job.id));
      if (is != null) {
        return is;
      }
    }
    int expected = moving.stream().mapToInt(WalkRegister::visible).sum();
    return actions.size() == expected ? null : actions.size() + " actions, not " + expected;
  }

  /** The same of all jobs there are. */
  String wholeDifference() {
    done.clear();
    int all = Integer.parseInt(rows("select count(*) n from gvp_jobs.job").get(0).get("n"));
    return all == model.jobs.size() ? difference() : all + " jobs, not " + model.jobs.size();
  }

  private void read(List<Long> ids) {
    String among = ids.toString().replace('[', '{').replace(']', '}');
    jobs = new HashMap<>();
    for (Map<String, String> row : rows(JOBS.formatted(among))) {
      jobs.put(Long.valueOf(row.get("id")), row);
    }
    actions = new HashMap<>();
    for (Map<String, String> row : rows(ACTIONS.formatted(among))) {
      actions.put(row.get("job_id") + ":" + row.get("action_no"), row);
    }
  }

  private static int visible(WalkModel.Job job) {
    boolean hidden = !job.listed && (job.status == JobStatus.CREATING || job.failedInCreating);
    return hidden ? 0 : job.acts.size();
  }

  private String difference(WalkModel.Job job, Map<String, String> row) {
    if (row == null) {
      return "job " + job.id + " is lost";
    }
    String expected = job.status + " token " + job.token;
    String actual = row.get("status") + " token " + row.get("token");
    if (!job.status.isEnded()) {
      expected += " attempts " + job.attempts + " stop " + job.stop;
      actual +=
          " attempts " + row.get("attempts") + " stop " + row.get("stop_requested").equals("t");
      boolean timed = job.status == JobStatus.WAITING || job.status == JobStatus.ERROR;
      if (timed && !job.runAt.covers(time(row.get("run_at")))) {
        expected += " due " + job.runAt;
        actual += " due " + row.get("run_at");
      }
    }
    if (!expected.equals(actual)) {
      return "job " + job.id + " is " + actual + ", but expected " + expected;
    }
    return visible(job) == 0 ? null : differingAction(job);
  }

  private String differingAction(WalkModel.Job job) {
    for (Map.Entry<Integer, WalkModel.Act> entry : job.acts.entrySet()) {
      WalkModel.Act act = entry.getValue();
      Map<String, String> row = actions.get(job.id + ":" + entry.getKey());
      boolean silent =
          job.status.isEnded() && !job.listed && act.attempt == 0; // its listing failed
      String expected =
          shown(job, entry.getKey())
              + " attempt "
              + (silent ? 1 : act.attempt)
              + " retries "
              + act.retries;
      String actual =
          row == null
              ? "not there"
              : (isNotYetNoted(job, entry.getKey(), row) ? "Started" : row.get("status"))
                  + " attempt "
                  + row.get("attempt")
                  + " retries "
                  + row.get("retries");
      boolean inTime =
          act.next == null
              || act.status.isEnded()
              || row != null && act.next.covers(time(row.get("next_try")));
      if (!expected.equals(actual) || !inTime) {
        return "action %d:%d is %s, next %s, but expected %s, next %s"
            .formatted(
                job.id,
                entry.getKey(),
                actual,
                row == null ? null : row.get("next_try"),
                expected,
                act.next);
      }
    }
    return null;
  }

  /** That actions of a short list have begun is noted once they take a while. */
  private static boolean isNotYetNoted(WalkModel.Job job, int no, Map<String, String> row) {
    return job.listed
        && shown(job, no) == ActionStatus.STARTED
        && row.get("status").equals(job.acts.get(no).status.label());
  }

  /** What the view derives from the job. */
  private static ActionStatus shown(WalkModel.Job job, int no) {
    ActionStatus own = job.acts.get(no).status;
    if (own.isEnded()) {
      return own;
    } else if (job.status == JobStatus.STOPPED) {
      return ActionStatus.STOPPED;
    } else if (job.status == JobStatus.FAIL && !job.listed) {
      return ActionStatus.FAIL; // its listing failed
    }
    boolean begun =
        job.run != null
            && (!job.listed || job.run.begun.contains(no) && !job.run.answered.contains(no));
    return begun && job.status == JobStatus.STARTED ? ActionStatus.STARTED : own;
  }

  /** The register is as the model says: it knows the times better, and what has ended stays. */
  void agreed() {
    for (Map.Entry<Long, Map<String, String>> row : jobs.entrySet()) {
      WalkModel.Job job = model.jobs.get(row.getKey());
      Instant due = time(row.getValue().get("run_at"));
      job.runAt = due == null || job.runAt == null ? job.runAt : WalkModel.Time.at(due);
      job.acts.forEach((no, act) -> tell(act, actions.get(job.id + ":" + no)));
      if (job.status.isEnded()) {
        done.add(job.id);
      } else {
        done.remove(job.id);
      }
    }
  }

  private static void tell(WalkModel.Act act, Map<String, String> row) {
    if (act.next != null && row != null && row.get("next_try") != null) {
      act.next = WalkModel.Time.at(time(row.get("next_try")));
    }
  }

  private static Instant time(String text) {
    return text == null ? null : OffsetDateTime.parse(text).toInstant();
  }

  private List<Map<String, String>> rows(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return Engine.read(row);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** What must hold in the end, however it was walked. */
  void judge(Engine engine) throws SQLException {
    assertThat(wholeDifference()).isNull();
    assertThat(
            engine.rows(
                "select job_id, action_no from gvp_jobs.action_result where status = 'Finished'"
                    + " group by 1, 2 having count(*) > 1"))
        .as("actions finished twice")
        .isEmpty();
    assertThat(
            engine.rows(
                "select * from (select job_id, token, from_status f, lag(to_status) over (partition"
                    + " by job_id order by token) t from gvp_jobs.job_run) r where not (f = t or f ="
                    + " 'Started' and t in ('Waiting', 'Error'))"))
        .as("runs that do not begin where the one before has ended")
        .isEmpty();
    for (Map<String, String> row :
        engine.rows("select distinct from_status f, to_status t, cause c from gvp_jobs.job_run")) {
      assertThat(
              Stream.of(JobTransition.values()).map(e -> e.from() + " " + e.to() + " " + e.cause()))
          .contains(row.get("f") + " " + row.get("t") + " " + row.get("c"));
    }
    assertThat(engine.number("select count(*) from gvp_jobs.job_unique_key")).isZero();
  }
}
