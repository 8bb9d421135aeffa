package org.gvp.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux knows of processes, in {@code /proc}. */
final class Proc {
  /** Clock ticks of the CPU times in {@code /proc}: 100 a second on every Linux of today. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int PARENT = 1;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int CHILDREN_USER_TIME = 13;
  private static final int CHILDREN_SYSTEM_TIME = 14;

  private Proc() {}

  /** CPU time of a process, in milliseconds. */
  static long cpuMillis(long pid) throws IOException {
    List<String> stat = stat(pid);
    return sum(stat, USER_TIME, SYSTEM_TIME) * MILLIS_PER_TICK;
  }

  /** CPU time of a process and its children, those that have ended included, in milliseconds. */
  static long treeCpuMillis(long pid) throws IOException {
    List<String> stat = stat(pid);
    long ticks = sum(stat, USER_TIME, SYSTEM_TIME, CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME);
    for (long child : children(pid)) {
      try {
        ticks += sum(stat(child), USER_TIME, SYSTEM_TIME);
      } catch (IOException e) {
        // It has just ended.
      }
    }
    return ticks * MILLIS_PER_TICK;
  }

  private static List<Long> children(long parent) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::valueOf)
          .filter(pid -> isParent(parent, pid))
          .toList();
    }
  }

  private static boolean isParent(long parent, long pid) {
    try {
      return Long.parseLong(stat(pid).get(PARENT)) == parent;
    } catch (IOException e) {
      return false;
    }
  }

  /** The fields behind the name, which may have blanks in it. */
  private static List<String> stat(long pid) throws IOException {
    String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return List.of(line.substring(line.lastIndexOf(')') + 2).trim().split(" "));
  }

  private static long sum(List<String> stat, int... fields) {
    long sum = 0;
    for (int field : fields) {
      sum += Long.parseLong(stat.get(field));
    }
    return sum;
  }

  /** Memory of a process in kB: {@code VmHWM} its most ever, {@code VmRSS} its present one. */
  static long memory(long pid, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + field + " of process " + pid);
  }
}
