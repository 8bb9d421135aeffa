package org.gvp.jobs.internal.deploy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gvp.jobs.internal.deploy.AgentMemory.Kept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which contents were good and which were rolled back. It outlives the daemon: what cannot be
 * written now is written later. For the deployer's thread.
 */
final class AgentHistory {
  private static final Logger LOG = LoggerFactory.getLogger(AgentHistory.class);

  private final AgentMemory memory;
  private final Map<String, Kept> known = new TreeMap<>();
  private final Set<String> unwritten = new TreeSet<>();
  private boolean told;

  AgentHistory(AgentMemory memory) {
    this.memory = memory;
  }

  /** Takes in what earlier starts have left. */
  void read() {
    memory.read().forEach(kept -> known.put(kept.symbolicName(), kept));
  }

  List<Kept> all() {
    return List.copyOf(known.values());
  }

  Kept of(String symbolicName) {
    return known.getOrDefault(
        symbolicName, new Kept(symbolicName, null, null, null, null, null, null));
  }

  /** The agent that the content was rolled back of. */
  Optional<Kept> refusing(String sha256) {
    return known.values().stream().filter(kept -> sha256.equals(kept.refused())).findFirst();
  }

  /** The content serves, and nothing speaks against it. */
  void good(String file, AgentJar jar) {
    moveOut(file, jar.symbolicName());
    Kept kept = of(jar.symbolicName());
    boolean same = jar.sha256().equals(kept.good());
    keep(
        new Kept(
            jar.symbolicName(),
            file,
            jar.sha256(),
            same ? kept.before() : kept.good(),
            jar.sha256().equals(kept.refused()) ? null : kept.refused(),
            jar.sha256().equals(kept.refused()) ? null : kept.why(),
            kept.drained()));
  }

  /** The file was removed on purpose: should it come back, it begins anew. */
  void removed(String file) {
    moveOut(file, null);
  }

  /** What was in the file before is no longer this file's agent. */
  private void moveOut(String file, String symbolicName) {
    for (Kept kept : all()) {
      if (file.equals(kept.file()) && !kept.symbolicName().equals(symbolicName)) {
        keep(
            new Kept(
                kept.symbolicName(),
                null,
                kept.good(),
                kept.before(),
                kept.refused(),
                kept.why(),
                kept.drained()));
      }
    }
  }

  /** The content is not to be tried again; the other one is good. */
  void rolledBack(AgentJar bad, String file, AgentJar good, Rejection why) {
    Kept kept = of(good.symbolicName());
    keep(
        new Kept(
            good.symbolicName(), file, good.sha256(), null, bad.sha256(), why, kept.drained()));
  }

  /** Nothing is refused any more. */
  void allow(String symbolicName) {
    Kept kept = of(symbolicName);
    keep(new Kept(symbolicName, kept.file(), kept.good(), kept.before(), null, null, null));
  }

  /** An operator wants it to be given no jobs. */
  void drain(String symbolicName, String why) {
    Kept kept = of(symbolicName);
    keep(
        new Kept(
            symbolicName,
            kept.file(),
            kept.good(),
            kept.before(),
            kept.refused(),
            kept.why(),
            why));
  }

  private void keep(Kept kept) {
    if (!kept.equals(known.put(kept.symbolicName(), kept))) {
      unwritten.add(kept.symbolicName());
      write();
    }
  }

  /** Writes what could not be written so far. */
  void write() {
    try {
      for (String name : List.copyOf(unwritten)) {
        memory.write(known.get(name));
        unwritten.remove(name);
      }
      told = false;
    } catch (IllegalStateException e) {
      if (!told) {
        told = true;
        LOG.warn("what became of {} is not remembered yet: {}", unwritten, e.getMessage());
      }
    }
  }

  /** The contents that one may go back to. */
  Set<String> contents() {
    Set<String> contents = new HashSet<>();
    for (Kept kept : known.values()) {
      contents.add(kept.good());
      contents.add(kept.before());
    }
    contents.remove(null);
    return contents;
  }
}
