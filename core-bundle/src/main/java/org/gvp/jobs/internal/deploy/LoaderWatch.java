package org.gvp.jobs.internal.deploy;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether the class loaders of retired versions go. One that is held by a thread, a timer
 * or a static field of somebody else keeps all classes of its version in memory, and after many
 * updates the daemon has none left.
 *
 * <p>A loader that is still there a while after its version was retired is put to the test: two
 * collections are asked for, and what has survived both is a leak until it goes after all. That
 * while is long enough for what Java itself keeps softly. Thread-safe.
 */
final class LoaderWatch {
  /** How long after its end a version may still be held, by caches for instance. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(LoaderWatch.class);
  private static final int SURVIVALS = 2;

  /** A version that is retired and whose loader is, or may be, still there. */
  private static final class Retired {
    final String name;
    final String version;
    final WeakReference<ClassLoader> loader;
    final Instant since;
    int survived;

    Retired(Bundle bundle, ClassLoader loader, Instant since) {
      this.name = bundle.getSymbolicName();
      this.version = bundle.getVersion().toString();
      this.loader = new WeakReference<>(loader);
      this.since = since;
    }

    boolean leaks() {
      return survived >= SURVIVALS;
    }

    @Override
    public String toString() {
      return name + " " + version;
    }
  }

  private final Clock clock;
  private final List<Retired> retired = new ArrayList<>();

  LoaderWatch(Clock clock) {
    this.clock = clock;
  }

  /** To be told of a bundle while it is still installed. */
  synchronized void retiring(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    if (loader != null) {
      retired.add(new Retired(bundle, loader, clock.instant()));
    }
  }

  /** How many loaders of retired versions have not gone. */
  synchronized int watched() {
    retired.removeIf(each -> each.loader.get() == null);
    return retired.size();
  }

  /** Looks at all of them; answers those that leak, a line for each version. */
  synchronized List<DeployedAgent> look() {
    for (Retired each : retired) {
      if (each.leaks() && each.loader.get() == null) {
        LOG.info("the classes of {} have gone from memory after all", each);
      }
    }
    retired.removeIf(each -> each.loader.get() == null);
    Instant due = clock.instant().minus(PATIENCE);
    List<Retired> suspects =
        retired.stream().filter(each -> !each.leaks() && !each.since.isAfter(due)).toList();
    if (!suspects.isEmpty() && collect()) {
      suspects.forEach(LoaderWatch::survived);
    }
    return leaks();
  }

  private static void survived(Retired suspect) {
    if (suspect.loader.get() != null && ++suspect.survived == SURVIVALS) {
      LOG.warn("the classes of {}, which is retired, stay in memory{}", suspect, held(suspect));
    }
  }

  /** Whether there was a collection: the command line may forbid to ask for one. */
  private static boolean collect() {
    long before = collections();
    System.gc();
    return collections() > before;
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private List<DeployedAgent> leaks() {
    Map<String, List<Retired>> versions = new TreeMap<>();
    for (Retired each : retired) {
      if (each.leaks()) {
        versions.computeIfAbsent(each.toString(), version -> new ArrayList<>()).add(each);
      }
    }
    return versions.values().stream().map(LoaderWatch::leak).toList();
  }

  private static DeployedAgent leak(List<Retired> same) {
    Retired first = same.get(0);
    return new DeployedAgent(
        first.toString(),
        first.name,
        first.version,
        List.of(),
        DeployState.LEAKING,
        first.since,
        -1,
        new Rejection(
            RejectCode.CLASSES_HELD,
            "it is retired, but its classes stay in memory"
                + (same.size() > 1 ? ", " + same.size() + " times" : "")
                + held(first),
            "Have its next version end in @Deactivate what it starts or registers (threads,"
                + " timers, thread locals, drivers); a restart of the daemon frees the memory"));
  }

  /** The threads that hold it, if it is threads. */
  private static String held(Retired leak) {
    ClassLoader loader = leak.loader.get();
    if (loader == null) {
      return "";
    }
    List<String> threads =
        Thread.getAllStackTraces().entrySet().stream()
            .filter(thread -> holds(thread.getKey(), thread.getValue(), loader))
            .map(thread -> "'" + thread.getKey().getName() + "'")
            .sorted()
            .limit(5)
            .toList();
    return threads.isEmpty() ? "" : ", held by thread " + String.join(", ", threads);
  }

  private static boolean holds(Thread thread, StackTraceElement[] stack, ClassLoader loader) {
    return thread.getContextClassLoader() == loader
        || thread.getClass().getClassLoader() == loader
        || Arrays.stream(stack).anyMatch(frame -> isOf(loader, frame.getClassName()));
  }

  private static boolean isOf(ClassLoader loader, String type) {
    try {
      return !type.startsWith("java.") && loader.loadClass(type).getClassLoader() == loader;
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      return false;
    }
  }
}
