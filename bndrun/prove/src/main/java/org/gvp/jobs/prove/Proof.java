package org.gvp.jobs.prove;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The acceptance test that ops run on their own machines, within two minutes on two idle cores, and
 * longer on busy ones: two daemons on a database of their own carry out jobs while one is killed,
 * another is paused past its lease, and the database is restarted.
 */
public final class Proof {
  private static final int JOBS = 200;
  private static final int ACTIONS = 50;
  private static final int SLEEP_MS = 70;
  private static final int SPRINT_JOBS = 40;

  /** From the lease's length and the poll, with room for slow machines. */
  private static final Duration RESCUED_WITHIN = Duration.ofSeconds(40);

  private static final Duration IN_WORK_WITHIN = Duration.ofSeconds(30);
  private static final Duration USUAL_START = Duration.ofSeconds(20);
  private static final Duration STILL = Duration.ofSeconds(30);

  private final Site site;
  private final Postgres postgres;
  private final Consumer<String> progress;
  private final List<String> findings = new ArrayList<>();
  private final long start = System.nanoTime();
  private int slowness = 1;

  /**
   * A proof on a running server.
   *
   * @param progress is told each step as it is done
   */
  public Proof(Site site, Postgres postgres, Consumer<String> progress) {
    this.site = site;
    this.postgres = postgres;
    this.progress = progress;
  }

  /**
   * Breaks and judges.
   *
   * @return the report, whose last line is the verdict
   * @throws WaitedInVainException if it could not be carried out
   */
  public Report run() throws IOException, SQLException, InterruptedException {
    Register register = new Register(postgres.login());
    say("PostgreSQL " + register.text("show server_version") + " runs");
    site.use(postgres.login());
    DaemonProcess first = site.start("A");
    DaemonProcess second = site.start("B");
    first.awaitReady();
    second.awaitReady();
    slowness = 1 + (int) (Await.since(start).toSeconds() / USUAL_START.toSeconds());
    say("daemons A and B are ready");
    Producer producer = new Producer(register, "proof");
    producer.setRules();
    producer.create(JOBS, ACTIONS, SLEEP_MS);
    say(JOBS + " jobs of " + ACTIONS + " actions are created");

    Observer observer = new Observer(register);
    awaitWork(observer, first);
    long killed = awaitWork(observer, second);
    second.kill();
    say("B was killed with kill -9 while it ran " + killed + " jobs; C is started, elsewhere");
    DaemonProcess third = site.start("C");
    third.awaitReady();
    awaitWork(observer, third);
    long held = observer.running(first.node());
    long pausedAt = System.nanoTime();
    first.pause();
    say("A was paused while it ran " + held + " jobs; C is alone");
    awaitRescue(observer, second);
    awaitRescue(observer, first);
    first.goOn();
    say("A goes on after " + seconds(Await.since(pausedAt)));
    Duration outage = restart(register, observer);
    awaitEnd(producer);
    Audit audit = new Auditor(register).judge(producer.accepted());
    Audit sprint = sprint(register);
    Duration stop = stop(first, third);
    return new Report(findings, audit, sprint, outage, stop, nodes(first, second, third));
  }

  /** Waits until a daemon has begun jobs, and answers how many it has. */
  private long awaitWork(Observer observer, DaemonProcess daemon) {
    Await.until(
        daemon.name() + " works",
        patience(IN_WORK_WITHIN),
        () -> observer.working(daemon.node()) > 0);
    try {
      return observer.running(daemon.node());
    } catch (SQLException | IOException e) {
      throw new WaitedInVainException(daemon.name() + " cannot be observed", e);
    }
  }

  /** Waits until the jobs of a lost daemon are with others; that they are not is a finding. */
  private void awaitRescue(Observer observer, DaemonProcess lost) throws SQLException {
    try {
      Await.until(
          lost.name() + " is rescued",
          patience(RESCUED_WITHIN),
          () -> observer.rescued(lost.node()));
      say("the jobs of " + lost.name() + " were taken over");
    } catch (WaitedInVainException e) {
      findings.add(
          "the jobs of "
              + lost.name()
              + " were not taken over within "
              + seconds(patience(RESCUED_WITHIN)));
      findings.addAll(observer.waiting());
      say(String.join("; ", findings));
    }
  }

  /** What is enough on an idle machine is not on one that takes minutes to start two daemons. */
  private Duration patience(Duration usual) {
    return usual.multipliedBy(slowness);
  }

  /** Restarts the database, and answers how long it was until actions ended again. */
  private Duration restart(Register register, Observer observer) throws IOException, SQLException {
    long left = register.number(Observer.OPEN_JOBS);
    postgres.stop();
    postgres.start();
    long up = System.nanoTime();
    say("PostgreSQL was restarted with " + left + " jobs open");
    String since = register.text("select clock_timestamp()");
    Await.until("actions end again", patience(RESCUED_WITHIN), () -> observer.endedSince(since));
    Duration outage = Await.since(up);
    say("actions ended again " + seconds(outage) + " after it was back");
    return outage;
  }

  /** Who has not ended when nothing goes on any more is for the audit. */
  private void awaitEnd(Producer producer) {
    boolean ended = producer.awaitEnd(patience(STILL));
    say(ended ? "all jobs have ended" : "nothing goes on any more, and jobs are open");
  }

  /** Actions without any work and without faults: what this machine can do. */
  private Audit sprint(Register register) throws SQLException {
    Producer producer = new Producer(register, "sprint");
    producer.create(SPRINT_JOBS, ACTIONS, 0);
    awaitEnd(producer);
    return new Auditor(register).judge(producer.accepted());
  }

  private Duration stop(DaemonProcess... daemons) throws InterruptedException {
    Duration longest = Duration.ZERO;
    for (DaemonProcess daemon : daemons) {
      daemon.process().destroy();
    }
    for (DaemonProcess daemon : daemons) {
      Duration took = daemon.stop();
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    say("A and C were stopped");
    return longest;
  }

  private static List<Report.Node> nodes(DaemonProcess... daemons) throws IOException {
    List<Report.Node> nodes = new ArrayList<>();
    for (DaemonProcess daemon : daemons) {
      nodes.add(new Report.Node(daemon.node(), daemon.name()));
    }
    return nodes;
  }

  private void say(String what) {
    progress.accept(
        String.format(Locale.ROOT, "%6.1f s  %s", Await.since(start).toMillis() / 1000.0, what));
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
