package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gvp.jobs.job.JobStatus.CREATING;
import static org.gvp.jobs.job.JobStatus.ERROR;
import static org.gvp.jobs.job.JobStatus.FAIL;
import static org.gvp.jobs.job.JobStatus.FINISHED;
import static org.gvp.jobs.job.JobStatus.STARTED;
import static org.gvp.jobs.job.JobStatus.STOPPED;
import static org.gvp.jobs.job.JobStatus.WAITING;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.gvp.jobs.job.ActionStatus;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.job.JobTransition;

/**
 * The register as the documents describe it, in a page: statuses, tokens, attempts and actions,
 * moved by what the actors of a walk do and by what the log of the agents says.
 */
final class WalkModel {
  static final int RETRY_LIMIT = 3;
  static final int DELAY = 20;
  static final int EXECUTION_LIMIT = 3;
  static final int POISON = 3;

  /** A time that is known only roughly, until the register has told it. */
  record Time(Instant from, Instant to) {
    static Time at(Instant time) {
      return new Time(time, time);
    }

    boolean covers(Instant time) {
      return time != null && !time.isBefore(from) && !time.isAfter(to);
    }
  }

  static final class Act {
    ActionStatus status = ActionStatus.WAITING;
    int attempt;
    int retries;
    int generation = 1;
    Time next;

    boolean isDue(Instant now) {
      return !status.isEnded() && (next == null || !next.from.isAfter(now));
    }
  }

  static final class Run {
    final int owner;
    final boolean lists;
    final boolean oneByOne; // of a suspect held alone
    List<Integer> begun = new ArrayList<>();
    final Set<Integer> answered = new HashSet<>();
    int ended;
    boolean stopped;
    boolean handedBack;

    Run(int owner, boolean lists, boolean oneByOne) {
      this.owner = owner;
      this.lists = lists;
      this.oneByOne = oneByOne;
    }

    /** What it performs. */
    List<Integer> handedOut() {
      return begun.subList(0, Math.min(begun.size(), EXECUTION_LIMIT));
    }
  }

  static final class Job {
    final long id;
    final boolean planner;
    final String key;
    JobStatus status;
    int token;
    int attempts;
    boolean stop;
    boolean listed;
    int losses;
    int crashes;
    boolean failedInCreating; // the views show no actions of it
    Time runAt;
    Time wanted; // by a producer that has not published it yet
    Run run;
    Map<Integer, Act> acts = new TreeMap<>();

    boolean isAlone() {
      return losses >= 3;
    }

    Job(long id, boolean planner, String key, JobStatus status, Integer actions, Time runAt) {
      this.id = id;
      this.planner = planner;
      this.key = key;
      this.status = status;
      this.runAt = runAt;
      list(actions);
    }

    private void list(Integer actions) {
      listed = actions != null;
      acts.clear();
      for (int no = listed ? 1 : 0; no <= (listed ? actions : 0); no++) {
        acts.put(no, new Act());
      }
    }

    void move(JobStatus to) {
      assertThat(JobTransition.isLegal(status, to)).as("job %s: %s to %s", id, status, to).isTrue();
      status = to;
      token++;
    }

    Stream<Act> acts(ActionStatus... of) {
      return acts.values().stream().filter(a -> List.of(of).contains(a.status));
    }
  }

  final Map<Long, Job> jobs = new TreeMap<>();
  private final IntPredicate mayStart;

  /**
   * An empty register.
   *
   * @param mayStart whether the lease of a start of a daemon lets it begin anything
   */
  WalkModel(IntPredicate mayStart) {
    this.mayStart = mayStart;
  }

  void add(Job job) {
    assertThat(jobs.put(job.id, job)).as("job %s is new", job.id).isNull();
    if (job.listed && job.acts.isEmpty() && job.status == WAITING) { // nothing to do: it has ended
      job.status = FINISHED;
      job.token = 1;
    }
  }

  void publish(Job job, Instant now) {
    job.move(job.acts.isEmpty() ? FINISHED : WAITING);
    job.runAt = job.wanted == null ? new Time(Instant.EPOCH, now) : job.wanted;
  }

  void stop(Job job) {
    if (job.status == STARTED) {
      job.stop = true;
    } else {
      job.move(STOPPED);
    }
  }

  void resume(Job job, Instant now) {
    if (job.status == STARTED) {
      job.stop = false;
      return;
    }
    job.move(WAITING);
    job.attempts = 0;
    job.runAt = new Time(Instant.EPOCH, now);
  }

  void redrive(Job job, Instant now) {
    job.move(WAITING);
    job.failedInCreating = false;
    job.losses = 0;
    job.crashes = 0;
    job.attempts = 0;
    job.runAt = new Time(Instant.EPOCH, now);
    for (Act act : job.acts.values()) {
      if (act.status != ActionStatus.FINISHED && act.attempt > 0) {
        act.status = ActionStatus.WAITING;
        act.retries = 0;
        act.generation++;
        act.next = null;
      }
    }
  }

  void claim(Job job, int owner, Instant now) {
    assertThat(job.run).as("job %s is held by nobody", job.id).isNull();
    assertThat(job.runAt.from).as("job %s is due", job.id).isBeforeOrEqualTo(now);
    job.move(job.status == CREATING ? CREATING : STARTED);
    boolean lists = job.status == CREATING || !job.listed && job.planner;
    job.run = new Run(owner, lists, job.isAlone());
    if (!lists) {
      job.acts.forEach(
          (no, act) -> {
            if (act.isDue(now) && !(job.isAlone() && !job.run.begun.isEmpty())) {
              job.run.begun.add(no);
            }
          });
      concludeIfThrough(job, now);
    }
  }

  /** What the daemon that looks after its runs finds. */
  static void look(Job job) {
    boolean limited =
        !job.run.oneByOne && job.run.begun.size() > EXECUTION_LIMIT; // what ends a run first counts
    job.run.stopped |= job.stop && !limited;
  }

  void log(WalkAgent.Line line, Instant now) {
    Job job = jobs.get(line.job());
    if (line.action() == WalkAgent.LISTING) {
      listing(job, line, now);
      return;
    }
    boolean valid = job.run != null && job.token == line.token();
    if (line.answer() == WalkAgent.Answer.BEGUN) {
      assertThat(valid).as("%s begins under a valid token", line).isTrue();
      assertThat(job.run.handedOut()).as("%s may be performed", line).contains(line.action());
      Act act = job.acts.get(line.action());
      assertThat(line.attempt()).as("%s", line).isEqualTo(act.attempt + 1);
      String own = job.id + ":" + line.action();
      assertThat(line.key()).isEqualTo(act.generation == 1 ? own : own + "/" + act.generation);
    } else if (valid) {
      assertThat(job.run.answered.add(line.action())).as("%s is answered once", line).isTrue();
      // What an agent throws that was asked to come back is not held against the action.
      boolean cutOff = line.answer() == WalkAgent.Answer.THROWN && job.run.stopped;
      answer(
          job.acts.get(line.action()),
          cutOff ? line.with(WalkAgent.Answer.CUT_OFF, null) : line,
          now);
      job.run.ended += job.acts.get(line.action()).status.isEnded() ? 1 : 0;
      if (job.run.oneByOne) {
        goOn(job, line.action(), now);
      }
      concludeIfThrough(job, now);
    }
  }

  /** The next action of one held alone is looked for when the one before has ended. */
  private void goOn(Job job, int last, Instant now) {
    if (last == job.acts.size() || !job.listed || job.run.stopped) {
      return;
    }
    job.run.handedBack = !mayStart.test(job.run.owner);
    if (!job.run.handedBack && job.run.begun.size() < EXECUTION_LIMIT) {
      job.acts.keySet().stream()
          .filter(no -> no > last && job.acts.get(no).isDue(now))
          .findFirst()
          .ifPresent(job.run.begun::add);
    }
  }

  /** Whether nothing goes on but what hangs. */
  boolean isQuiet(List<WalkAgent.Line> hanging) {
    Set<String> hang = new HashSet<>();
    hanging.forEach(line -> hang.add(line.job() + " " + line.token() + " " + line.action()));
    return jobs.values().stream()
        .filter(job -> job.run != null)
        .allMatch(
            job ->
                !job.run.lists
                    && job.run.handedOut().stream()
                        .allMatch(
                            no ->
                                job.run.answered.contains(no)
                                    || hang.contains(job.id + " " + job.token + " " + no)));
  }

  private static void answer(Act act, WalkAgent.Line line, Instant now) {
    act.attempt++;
    act.next = null;
    switch (line.answer()) {
      case DONE -> act.status = ActionStatus.FINISHED;
      case FAILED -> act.status = ActionStatus.FAIL;
      case CUT_OFF -> act.status = ActionStatus.WAITING;
      case LATER -> {
        act.status = ActionStatus.WAITING;
        act.next = Time.at(line.at().isBefore(now) ? now : line.at());
      }
      default -> {
        act.status = act.retries + 1 == RETRY_LIMIT ? ActionStatus.FAIL : ActionStatus.ERROR;
        if (act.status == ActionStatus.ERROR) {
          act.retries++;
          act.next =
              line.at() == null ? delay(now) : Time.at(line.at().isBefore(now) ? now : line.at());
        }
      }
    }
  }

  private static Time delay(Instant now) {
    return new Time(now.plusMillis(DELAY * 900), now.plusMillis(DELAY * 1_100));
  }

  private static void listing(Job job, WalkAgent.Line line, Instant now) {
    boolean creating = job.status == CREATING;
    job.run = null;
    job.losses = 0;
    job.crashes = 0;
    if (line.answer() == WalkAgent.Answer.LISTED) {
      job.list(line.listed());
      job.attempts = 0;
      job.move(line.listed() == 0 ? FINISHED : job.stop ? STOPPED : WAITING);
      job.runAt = Time.at(now);
    } else if (++job.attempts == RETRY_LIMIT) {
      job.move(FAIL);
      job.failedInCreating = creating;
    } else {
      job.move(creating ? CREATING : job.stop ? STOPPED : ERROR);
      job.runAt = delay(now);
    }
    job.stop = false;
  }

  private static void concludeIfThrough(Job job, Instant now) {
    Run run = job.run;
    if (!run.answered.containsAll(run.handedOut())) {
      return;
    }
    job.losses = 0;
    job.crashes = 0;
    long open = job.acts(ActionStatus.WAITING, ActionStatus.ERROR).count();
    job.run = null;
    if (open == 0) {
      job.move(job.acts(ActionStatus.FAIL).findAny().isPresent() ? FAIL : FINISHED);
    } else {
      boolean error = job.acts(ActionStatus.ERROR).findAny().isPresent() && !run.handedBack;
      job.attempts = run.ended > 0 ? 0 : job.attempts + (error && !run.stopped ? 1 : 0);
      job.move(job.stop ? STOPPED : error ? ERROR : WAITING);
      job.runAt = run.handedBack ? Time.at(now) : earliest(job, now);
    }
    job.stop = false;
  }

  private static Time earliest(Job job, Instant now) {
    if (job.acts(ActionStatus.WAITING).anyMatch(act -> act.next == null)) {
      return Time.at(now);
    }
    List<Time> times = new ArrayList<>();
    job.acts(ActionStatus.WAITING, ActionStatus.ERROR).forEach(act -> times.add(act.next));
    return new Time(
        times.stream().map(Time::from).min(Instant::compareTo).orElseThrow(),
        times.stream().map(Time::to).min(Instant::compareTo).orElseThrow());
  }

  /** Its daemon is revoked: what it had begun and not told may have been performed. */
  void rescue(Job job, Instant now) {
    List<Act> interrupted =
        job.run.begun.stream()
            .filter(no -> !job.run.answered.contains(no))
            .map(job.acts::get)
            .toList();
    for (Act act : interrupted) {
      act.attempt++;
      act.status = ActionStatus.WAITING;
      act.next = null;
    }
    boolean crash = job.run.oneByOne && !interrupted.isEmpty();
    job.crashes += crash ? 1 : 0;
    job.losses++;
    job.run = null;
    if (crash && job.crashes == POISON && !job.stop) {
      interrupted.get(0).status = ActionStatus.FAIL;
      job.move(FAIL);
    } else {
      job.move(job.status == CREATING ? CREATING : job.stop ? STOPPED : ERROR);
    }
    job.runAt = Time.at(now);
    job.stop = false;
  }

  Stream<Job> in(JobStatus... statuses) {
    return jobs.values().stream().filter(job -> List.of(statuses).contains(job.status));
  }
}
