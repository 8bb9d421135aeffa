package org.gvp.jobs.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gvp.jobs.job.JobStatus.CREATING;
import static org.gvp.jobs.job.JobStatus.ERROR;
import static org.gvp.jobs.job.JobStatus.FAIL;
import static org.gvp.jobs.job.JobStatus.FINISHED;
import static org.gvp.jobs.job.JobStatus.STARTED;
import static org.gvp.jobs.job.JobStatus.STOPPED;
import static org.gvp.jobs.job.JobStatus.WAITING;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.gvp.jobs.internal.schedule.JobScheduler;
import org.gvp.jobs.internal.schedule.ScheduleFile;
import org.gvp.jobs.internal.schedule.ScheduleRegistry;
import org.gvp.jobs.internal.store.PgJobRegister;
import org.gvp.jobs.internal.testsupport.Await;
import org.gvp.jobs.job.JobTypeKey;
import org.gvp.jobs.job.NewAction;
import org.gvp.jobs.register.NewJob;
import org.junit.jupiter.api.Test;

/**
 * Random walks: producers, operators, schedules and daemons that hang, sleep past their lease,
 * start again or write too late, against a real register whose time is driven. After each step the
 * register must be what {@link WalkModel} says. {@code -Dwalk.steps=20000} walks long, {@code
 * -Dwalk.seed=…} the same way again.
 */
class RandomWalkTest {
  private static final int NODES = 3;
  private static final int MOST_OPEN = 40;

  private final long seed = Long.getLong("walk.seed", System.nanoTime());
  private final int steps = Integer.getInteger("walk.steps", 250);
  private final SplittableRandom random = new SplittableRandom(seed);
  private final ConcurrentLinkedQueue<WalkAgent.Line> log = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean calm = new AtomicBoolean();
  private final WalkModel model = new WalkModel(this::mayStart);
  private final Map<Integer, WalkDaemon.Incarnation> incarnations = new TreeMap<>();
  private final List<WalkDaemon> daemons = new ArrayList<>();
  private final List<WalkDaemon> dead = new ArrayList<>();
  private final List<JobScheduler> schedulers = new ArrayList<>();
  private final List<String> taken = new ArrayList<>();
  private Engine engine;
  private WalkRegister register;

  @Test
  void whatever_happens_the_register_is_what_the_model_says() throws Exception {
    System.out.println("walk.seed=" + seed);
    try (Engine made = new Engine()) {
      engine = made;
      register = new WalkRegister(engine.database.dataSource(), model);
      begin();
      for (int i = 0; i < steps; i++) {
        engine.clock.advance(Duration.ofMillis(random.nextInt(1, 1_500)));
        step();
        settle();
      }
      quieten();
      register.judge(engine);
    } catch (Throwable e) {
      throw new AssertionError(
          "walk.seed="
              + seed
              + " after "
              + taken.size()
              + " steps, the last being "
              + taken.subList(Math.max(0, taken.size() - 12), taken.size())
              + ": "
              + e.getMessage(),
          e);
    } finally {
      hanging().forEach(hanging -> hanging.gate().countDown());
    }
  }

  private void begin() throws SQLException {
    for (int i = 0; i < NODES; i++) {
      daemons.add(daemon("n" + i));
    }
    for (String type : List.of(Engine.TYPE, WalkDaemon.LISTED_TYPE)) {
      rule(type, "RetryLimit", WalkModel.RETRY_LIMIT);
      rule(type, "DelayToRetry", WalkModel.DELAY);
      rule(type, "ExecutionLimit", WalkModel.EXECUTION_LIMIT);
    }
    // Ahead of the functions, which go by the server's time, however slow the test is.
    engine.clock.advance(Duration.ofHours(2));
    for (WalkDaemon daemon : daemons) {
      tick(daemon);
    }
    for (String node : List.of("n0", "n1")) {
      ScheduleRegistry files = new ScheduleRegistry();
      files.put(
          ScheduleFile.parse(
                  "walk",
                  Map.of(
                      "cron",
                      "0 * * * * ?",
                      "job_type",
                      "Custom",
                      "custom_type",
                      WalkDaemon.LISTED_TYPE,
                      "overlap",
                      "allow"))
              .schedule());
      schedulers.add(
          new JobScheduler(engine.database.dataSource(), node, files, name -> false, engine.clock));
    }
  }

  private WalkDaemon daemon(String node) throws SQLException {
    return new WalkDaemon(engine, node, seed, log, calm, incarnations);
  }

  private void rule(String type, String rule, int value) throws SQLException {
    engine.execute(
        "select gvp_jobs.set_rule('Custom', '%s', %d, custom_type => '%s')"
            .formatted(rule, value, type));
  }

  private void step() throws Exception {
    int dice = random.nextInt(100);
    if (dice < 25) {
      create(dice);
    } else if (dice < 28) {
      any(model.in(CREATING).filter(job -> job.runAt == null)).ifPresent(this::publish);
    } else if (dice < 35) {
      any(model.in(WAITING, STARTED, ERROR)).ifPresent(this::stop);
    } else if (dice < 42) {
      any(Stream.concat(model.in(STOPPED), model.in(STARTED).filter(job -> job.stop)))
          .ifPresent(this::resume);
    } else if (dice < 46) {
      any(model.in(FAIL).filter(job -> job.key == null)).ifPresent(this::redrive);
    } else if (dice < 50) {
      fireSchedules();
    } else if (dice < 62) {
      release();
    } else if (dice < 64) {
      advance(Duration.ofSeconds(random.nextInt(5, 40)));
    } else if (dice < 66) {
      any(daemons.stream()).ifPresent(daemon -> daemon.asleep = !daemon.asleep);
    } else if (dice < 67 && dead.size() < 4) {
      restart();
    } else {
      any(daemons.stream().filter(daemon -> !daemon.asleep)).ifPresent(this::tick);
    }
  }

  private <T> Optional<T> any(Stream<T> of) {
    List<T> all = of.toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private void create(int dice) throws SQLException {
    if (model.in(CREATING, WAITING, STARTED, ERROR).count() > MOST_OPEN) {
      return;
    }
    boolean lists = random.nextInt(5) == 0;
    Integer actions = random.nextInt(3) == 0 ? null : (Integer) random.nextInt(0, 6);
    String key = random.nextInt(4) == 0 ? "key" + random.nextInt(6) : null;
    int priority = random.nextInt(10);
    Instant runAt =
        random.nextInt(4) == 0 ? engine.clock.instant().plusSeconds(random.nextInt(60)) : null;
    boolean publish = random.nextInt(8) > 0;
    String type = lists ? WalkDaemon.LISTED_TYPE : Engine.TYPE;
    long id =
        publish && dice % 2 == 0
            ? byJava(type, actions, key, priority, runAt)
            : bySql(type, actions, key, priority, runAt, publish);
    taken.add("create " + id);
    WalkModel.Job open = model.jobs.get(id);
    if (open != null) {
      assertThat(open.key).as("job %s was there before", id).isNotNull().isEqualTo(key);
      return;
    }
    WalkModel.Time due =
        runAt == null
            ? new WalkModel.Time(Instant.EPOCH, engine.clock.instant())
            : WalkModel.Time.at(runAt);
    WalkModel.Job job =
        new WalkModel.Job(
            id, lists, key, publish ? WAITING : CREATING, actions, publish ? due : null);
    job.wanted = runAt == null ? null : due;
    model.add(job);
  }

  private long byJava(String type, Integer actions, String key, int priority, Instant runAt) {
    List<NewAction> list =
        actions == null
            ? null
            : Stream.generate(() -> NewAction.of("Walk")).limit(actions).toList();
    return new PgJobRegister(engine.database.dataSource())
        .create(
            new NewJob(
                "walk",
                new JobTypeKey("Custom", type),
                null,
                null,
                null,
                null,
                list,
                runAt,
                priority,
                key,
                null));
  }

  private long bySql(
      String type, Integer actions, String key, int priority, Instant runAt, boolean publish) {
    return engine.number(
        "select gvp_jobs.create_job('walk', 'Custom', custom_type => '%s', actions => %s, priority => %d, unique_key => %s, run_at => %s, publish => %s)"
            .formatted(
                type,
                actions == null ? "null" : "'" + Engine.actions(actions) + "'",
                priority,
                quoted(key),
                quoted(runAt),
                publish));
  }

  private static String quoted(Object value) {
    return value == null ? "null" : "'" + value + "'";
  }

  private void publish(WalkModel.Job job) {
    call("publish_job", job);
    model.publish(job, engine.clock.instant());
  }

  private void stop(WalkModel.Job job) {
    call("stop_job", job);
    model.stop(job);
  }

  private void resume(WalkModel.Job job) {
    call("resume_job", job);
    model.resume(job, engine.clock.instant());
  }

  private void redrive(WalkModel.Job job) {
    call("redrive_job", job);
    model.redrive(job, engine.clock.instant());
  }

  private void call(String function, WalkModel.Job job) {
    taken.add(function + " " + job.id);
    engine.text("select gvp_jobs." + function + "(" + job.id + ")");
  }

  private void fireSchedules() throws SQLException {
    taken.add("fire");
    int created = 0;
    for (JobScheduler scheduler : schedulers) {
      created += scheduler.tick();
    }
    assertThat(created).as("one job a fire").isLessThanOrEqualTo(1);
    if (created == 1) {
      long id = engine.number("select max(job_id) from gvp_jobs.schedule_fire");
      model.add(
          new WalkModel.Job(
              id, true, null, CREATING, null, WalkModel.Time.at(engine.clock.instant())));
    }
  }

  private void release() {
    any(hanging())
        .ifPresent(
            hanging -> {
              taken.add("release " + hanging.line());
              hanging.gate().countDown();
              Await.until(() -> "it to come back", () -> hanging().noneMatch(hanging::equals));
            });
  }

  private Stream<WalkAgent.Hanging> hanging() {
    return Stream.concat(daemons.stream(), dead.stream()).flatMap(d -> d.agent.hanging().stream());
  }

  private void advance(Duration by) {
    taken.add("advance " + by);
    engine.clock.advance(by);
  }

  private void restart() throws SQLException {
    int which = random.nextInt(NODES);
    taken.add("restart n" + which);
    dead.add(daemons.get(which));
    daemons.set(which, daemon("n" + which));
  }

  private void tick(WalkDaemon daemon) {
    taken.add("tick " + daemon.node);
    daemon.tick(incarnations);
    Instant now = engine.clock.instant();
    Set<Long> held = new HashSet<>();
    for (WalkModel.Job job : model.in(CREATING, STARTED).filter(job -> job.run != null).toList()) {
      if (incarnations.get(job.run.owner).revoked) {
        model.rescue(job, now);
      } else if (job.run.owner == daemon.incarnation) {
        WalkModel.look(job);
        held.add(job.id);
      }
    }
    List<Long> again = new ArrayList<>();
    for (long id : register.claims(daemon.incarnation, now)) {
      if (held.contains(id) && !isClaimedAgain(model.jobs.get(id))) {
        continue; // only kept in the ledger
      } else if (model.jobs.get(id).run == null) {
        model.claim(model.jobs.get(id), daemon.incarnation, now);
      } else {
        again.add(id);
      }
    }
    again.forEach(id -> claimAgain(model.jobs.get(id), daemon.incarnation, now));
  }

  /** Whether its run has ended and the next one has begun since the model heard of it. */
  private boolean isClaimedAgain(WalkModel.Job job) {
    return engine.number("select token from gvp_jobs.job where id = " + job.id) > job.token + 1;
  }

  /** A job whose run has come through, and that was claimed again at once. */
  private void claimAgain(WalkModel.Job job, int owner, Instant now) {
    Await.until(
        () -> "the first run of job " + job.id,
        () -> {
          while (job.run != null && !log.isEmpty()) {
            model.log(log.poll(), now);
          }
          return job.run == null;
        });
    model.claim(job, owner, now);
  }

  private boolean mayStart(int incarnation) {
    return Stream.concat(daemons.stream(), dead.stream())
        .anyMatch(daemon -> daemon.incarnation == incarnation && daemon.mayStart());
  }

  /** Waits until the register is what the model says, given what the agents have told. */
  private void settle() {
    Await.until(
        register::difference,
        () -> {
          for (WalkAgent.Line line = log.poll(); line != null; line = log.poll()) {
            model.log(line, engine.clock.instant());
          }
          return model.isQuiet(hanging().map(WalkAgent.Hanging::line).toList())
              && register.difference() == null;
        });
    register.agreed();
  }

  /** Nobody hangs, sleeps or fails any more: whatever is not stopped must come to its end. */
  private void quieten() throws Exception {
    calm.set(true);
    daemons.forEach(daemon -> daemon.asleep = false);
    for (WalkModel.Job job : model.jobs.values()) {
      if (job.status == STOPPED || job.status == STARTED && job.stop) {
        resume(job);
      } else if (job.status == CREATING && job.runAt == null) {
        publish(job);
      }
    }
    for (int i = 0; i < 200 && model.in(FINISHED, FAIL).count() < model.jobs.size(); i++) {
      release();
      settle();
      engine.clock.advance(Duration.ofMillis(2_500));
      tick(daemons.get(i % NODES));
      settle();
    }
    assertThat(model.in(FINISHED, FAIL).count())
        .as("jobs that came to an end")
        .isEqualTo(model.jobs.size());
  }
}
