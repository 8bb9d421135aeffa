package org.gvp.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gvp.jobs.prove.Audit;
import org.gvp.jobs.prove.Auditor;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Observer;
import org.gvp.jobs.prove.Producer;
import org.gvp.jobs.prove.WaitedInVainException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Daemons on one database that are broken, and an audit of what became of the jobs. The short form
 * runs with every build; {@code -Dfaults=long} lets it storm for 20 minutes (or {@code
 * -Dfaults.minutes}) on three daemons, {@code -Dfaults.seed} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FaultSuiteTest {
  private static final boolean LONG = "long".equals(System.getProperty("faults"));
  private static final long MINUTES = Long.getLong("faults.minutes", 20);
  private static final Duration SHORT_STORM = Duration.ofSeconds(15);

  /** Longer than a lease only where there is time. */
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(LONG ? 25 : 5);

  /** A lease, a retry and the poll, many times over: a machine may be slow. */
  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(180);

  private static final Duration STILL = Duration.ofSeconds(90);

  private Field field;
  private Footprint before;

  /**
   * Something that is broken.
   *
   * @param name for people
   * @param fault what
   * @param daemon which, if it is one
   * @param hold for how long
   * @param rescued whether the others must take its jobs over before it is mended
   * @param jobs that run meanwhile
   */
  private record Scenario(
      String name, Fault fault, int daemon, Duration hold, boolean rescued, int jobs) {}

  private static final List<Scenario> SCENARIOS =
      List.of(
          new Scenario(
              "a daemon killed and started again", Fault.KILL, 0, Duration.ofSeconds(1), false, 20),
          new Scenario("a pause past the lease", Fault.PAUSE, 1, Duration.ofSeconds(1), true, 20),
          new Scenario(
              "a restarted database", Fault.STOP_DATABASE, 0, Duration.ofSeconds(2), false, 20));

  @BeforeAll
  void start() throws Exception {
    field = new Field(LONG ? 3 : 2);
    Producer producer = new Producer(field.register(), "warm-up");
    producer.setRules();
    producer.create(20, 50, 5);
    settle(producer);
    before = Footprint.of(field);
    System.out.println("faults: before: " + before);
  }

  @AfterAll
  void end() {
    field.close();
  }

  @Test
  @Order(1)
  void promises_are_kept_under_each_fault() throws Exception {
    for (Scenario scenario : SCENARIOS) {
      Producer producer = new Producer(field.register(), scenario.name());
      producer.create(scenario.jobs(), 50, 50);
      DaemonProcess daemon =
          scenario.fault().ofDaemon() ? field.daemons().get(scenario.daemon()) : null;
      Storm storm = new Storm(field, producer, 0, LONGEST_FAULT);
      if (daemon != null) {
        awaitWork(daemon);
      }
      storm.strike(scenario.fault(), daemon, scenario.hold());
      if (scenario.rescued()) {
        awaitRescue(daemon);
      }
      storm.calm();
      settle(producer);
      assertKept(scenario.name(), producer.accepted());
    }
  }

  private void awaitWork(DaemonProcess daemon) {
    Observer observer = new Observer(field.register());
    Await.until(
        daemon.name() + " works", SETTLED_WITHIN, () -> observer.working(daemon.node()) > 0);
  }

  private void awaitRescue(DaemonProcess lost) throws Exception {
    Observer observer = new Observer(field.register());
    try {
      Duration took =
          Await.until(
              "others take the jobs of " + lost.name(),
              SETTLED_WITHIN,
              () -> observer.rescued(lost.node()));
      System.out.println("faults: " + lost.name() + " was rescued after " + took);
    } catch (WaitedInVainException e) {
      throw new AssertionError(
          e.getMessage() + "\n" + String.join("\n", observer.waiting()) + "\n" + field.tails(), e);
    }
  }

  @Test
  @Order(2)
  void promises_are_kept_in_a_storm_of_random_faults() throws Exception {
    long seed = Long.getLong("faults.seed", new Random().nextLong());
    System.out.println("faults: to repeat this storm: -Dfaults.seed=" + seed);
    Producer producer = new Producer(field.register(), "storm");
    producer.create(10, 50, 50);
    new Storm(field, producer, seed, LONGEST_FAULT)
        .rage(LONG ? Duration.ofMinutes(MINUTES) : SHORT_STORM);
    settle(producer);
    assertKept("a storm with the seed " + seed, producer.accepted());
  }

  @Test
  @Order(3)
  void daemons_hold_no_more_than_before_the_faults() throws Exception {
    List<Footprint> seen = new ArrayList<>();
    try {
      Await.until(
          "heap, threads and connections are back",
          SETTLED_WITHIN,
          () -> {
            seen.add(Footprint.of(field));
            return seen.get(seen.size() - 1).isWithin(before);
          });
    } catch (WaitedInVainException e) {
      throw new AssertionError("before: " + before + ", and now: " + seen, e);
    }
    System.out.println("faults: after: " + seen.get(seen.size() - 1));
  }

  /** Whoever does not settle is for the audit, which tells which jobs those are. */
  private static void settle(Producer producer) {
    if (!producer.awaitEnd(STILL)) {
      System.out.println("faults: nothing goes on any more, and jobs are open");
    }
  }

  private void assertKept(String under, List<Long> jobs) throws Exception {
    Audit audit = new Auditor(field.register()).judge(jobs);
    System.out.println("faults: under " + under + ", " + audit.totals());
    audit.rescues().forEach(rescue -> System.out.println("faults: " + rescue));
    assertThat(audit.accepted()).isPositive();
    assertThat(audit.clean())
        .as(
            () ->
                "under " + under + ":\n" + String.join("\n", audit.lines()) + "\n" + field.tails())
        .isTrue();
  }
}
