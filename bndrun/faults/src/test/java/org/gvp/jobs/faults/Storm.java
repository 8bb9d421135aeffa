package org.gvp.jobs.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.gvp.jobs.prove.Await;
import org.gvp.jobs.prove.DaemonProcess;
import org.gvp.jobs.prove.Producer;

/**
 * Faults in random order while jobs keep coming. Two may overlap, but each daemon suffers one at a
 * time, the database too, and it stands while a daemon must be started again. The same seed draws
 * the same faults, victims and pauses; what they meet depends on the machine.
 */
final class Storm {
  private static final int LONGEST_CALM_MS = 8_000;
  private static final int MOST_AT_ONCE = 2;
  private static final Duration STEP = Duration.ofMillis(200);

  private final Field field;
  private final Producer producer;
  private final Random random;
  private final int longestFaultMs;
  private final long start = System.nanoTime();
  private final List<Trouble> troubles = new ArrayList<>();

  /** A fault that holds. */
  private record Trouble(Fault fault, DaemonProcess daemon, long endsNanos) {}

  /**
   * A storm that has not begun.
   *
   * @param longestFault how long a fault holds at most
   */
  Storm(Field field, Producer producer, long seed, Duration longestFault) {
    this.field = field;
    this.producer = producer;
    this.random = new Random(seed);
    this.longestFaultMs = (int) longestFault.toMillis();
  }

  /** Rages for so long, then until everything is mended. */
  void rage(Duration howLong) throws Exception {
    long next = 0;
    while (Await.since(start).compareTo(howLong) < 0) {
      if (Await.since(start).toNanos() >= next && troubles.size() < MOST_AT_ONCE) {
        strike();
        next = Await.since(start).plusMillis(1 + random.nextInt(LONGEST_CALM_MS)).toNanos();
      }
      mend(System.nanoTime());
      produce();
      LockSupport.parkNanos(STEP.toNanos());
    }
    calm();
  }

  /** Waits until every fault has held for its time, and mends it. */
  void calm() throws Exception {
    while (!troubles.isEmpty()) {
      mend(System.nanoTime());
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /**
   * All that is drawn is drawn always, so that a seed means the same whatever is broken by then.
   */
  private void strike() throws Exception {
    Fault fault = Fault.all().get(random.nextInt(Fault.all().size()));
    DaemonProcess victim = field.daemons().get(random.nextInt(field.daemons().size()));
    int holdMs = 1 + random.nextInt(longestFaultMs);
    DaemonProcess daemon = fault.ofDaemon() ? victim : null;
    if (troubles.stream()
        .anyMatch(other -> other.daemon() == daemon || fault.excludes(other.fault()))) {
      return;
    }
    strike(fault, daemon, Duration.ofMillis(holdMs));
  }

  /** Inflicts a fault, which holds for a while. */
  void strike(Fault fault, DaemonProcess daemon, Duration hold) throws Exception {
    say(fault, daemon, "for " + hold.toMillis() + " ms");
    fault.inflict(field, daemon);
    troubles.add(new Trouble(fault, daemon, System.nanoTime() + hold.toNanos()));
  }

  /** Mends what has held long enough. */
  private void mend(long now) throws Exception {
    for (Iterator<Trouble> all = troubles.iterator(); all.hasNext(); ) {
      Trouble trouble = all.next();
      if (now - trouble.endsNanos() >= 0) {
        say(trouble.fault(), trouble.daemon(), "is mended");
        trouble.fault().mend(field, trouble.daemon());
        all.remove();
      }
    }
  }

  /** Jobs come as long as the register can be asked and is not too far behind. */
  private void produce() {
    boolean asked = troubles.stream().allMatch(trouble -> trouble.fault().ofDaemon());
    try {
      if (asked && producer.open() < 40) {
        producer.create(4, 25, 50);
      }
    } catch (SQLException e) {
      System.out.println("storm: the producer was refused: " + e.getMessage());
    }
  }

  private void say(Fault fault, DaemonProcess daemon, String what) {
    System.out.printf(
        "storm: %6.1f s %s %s %s%n",
        Await.since(start).toMillis() / 1000.0,
        fault,
        Optional.ofNullable(daemon).map(DaemonProcess::name).orElse("all"),
        what);
  }
}
