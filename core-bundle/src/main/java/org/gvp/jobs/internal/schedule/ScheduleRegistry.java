package org.gvp.jobs.internal.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The schedules of this daemon's files, and which of them the register has not heard of. */
public final class ScheduleRegistry {
  /** What happened to a file; no schedule: it was removed. */
  record Change(String name, Schedule schedule) {}

  private final Map<String, Schedule> schedules = new HashMap<>();
  private final Map<String, Change> changes = new HashMap<>();

  /** The file was read. */
  public synchronized void put(Schedule schedule) {
    schedules.put(schedule.name(), schedule);
    changes.put(schedule.name(), new Change(schedule.name(), schedule));
  }

  /** The file was removed. */
  public synchronized void remove(String name) {
    schedules.remove(name);
    changes.put(name, new Change(name, null));
  }

  /** The daemon ends; the file is still there. */
  public synchronized void forget(Schedule schedule) {
    schedules.remove(schedule.name(), schedule);
  }

  synchronized Map<String, Schedule> schedules() {
    return Map.copyOf(schedules);
  }

  synchronized List<Change> changes() {
    return new ArrayList<>(changes.values());
  }

  /** The register has it, unless the file was read again meanwhile. */
  synchronized void done(Change change) {
    changes.remove(change.name(), change);
  }
}
