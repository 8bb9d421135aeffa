package org.gvp.jobs.internal.deploy;

import java.util.Map;
import java.util.Optional;
import org.gvp.jobs.internal.deploy.AgentMemory.Kept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes back to an earlier version: because the new one is worse, because an operator wants it, or
 * at a start. For the deployer's thread.
 */
final class Comebacks {
  private static final Logger LOG = LoggerFactory.getLogger(Comebacks.class);

  private final Map<String, FolderEntry> entries;
  private final AgentInstaller installer;
  private final JarStore store;
  private final DeployLedger ledger;
  private final Probation probation;
  private final AgentHistory history;

  /**
   * With the deployer's parts.
   *
   * @param entries the deployer's own
   */
  Comebacks(
      Map<String, FolderEntry> entries,
      AgentInstaller installer,
      JarStore store,
      DeployLedger ledger,
      Probation probation,
      AgentHistory history) {
    this.entries = entries;
    this.installer = installer;
    this.store = store;
    this.ledger = ledger;
    this.probation = probation;
    this.history = history;
  }

  /** Looks at the versions on trial: some have proven themselves, some have failed. */
  void watch() {
    history.write();
    for (Probation.Trial trial : probation.trials()) {
      Optional<String> fault = probation.fault(trial);
      if (fault.isPresent()) {
        rollBack(trial, "while on probation: " + fault.get());
      } else if (probation.isOver(trial)) {
        probation.pass(trial);
        history.good(trial.file(), trial.next().jar());
        ledger.passed(trial.file());
      }
    }
  }

  /** The version before serves again, and the content on trial is not tried again. */
  void rollBack(Probation.Trial trial, String cause) {
    Rejection why = why(trial.next(), trial.old(), cause);
    String home = entries.containsKey(trial.from()) ? trial.from() : trial.file();
    history.rolledBack(trial.next().jar(), home, trial.old().jar(), why);
    probation.goBack(trial);
    entries.get(trial.file()).live = null;
    entries.get(home).live = trial.old();
    show(home, trial.old(), null);
    if (home.equals(trial.file())) {
      ledger.updateRejected(home, ledger.get(home), why);
    } else {
      ledger.rejected(trial.file(), why);
    }
  }

  private static Rejection why(AgentBundle from, AgentBundle to, String cause) {
    return new Rejection(
        RejectCode.ROLLED_BACK,
        from + " was rolled back to " + to.jar().version() + " " + cause,
        "Correct it and drop it with a higher version; this content is tried again on select"
            + " gvp_jobs.retry_agent('"
            + from.jar().symbolicName()
            + "')");
  }

  /**
   * Installs the content that was good last for a file that has no version installed, so that
   * whatever lies there now comes beside it.
   */
  void restore(Kept kept) throws InterruptedException {
    FolderEntry entry = entries.computeIfAbsent(kept.file(), name -> new FolderEntry());
    Optional<JarStore.Copy> good = store.kept(kept.good());
    if (entry.live != null || good.isEmpty()) {
      return;
    }
    try {
      AgentBundle back = installer.start(kept.file(), store.verify(good.get()), state -> {});
      entry.live = back;
      show(kept.file(), back, awaitAgents(back));
    } catch (RejectedException e) {
      LOG.warn(
          "agent {}: the content that served last cannot serve now: {}",
          kept.symbolicName(),
          e.rejection());
    }
  }

  private Rejection awaitAgents(AgentBundle agent) throws RejectedException, InterruptedException {
    try {
      return installer.awaitAgents(agent);
    } catch (RejectedException e) {
      entries.values().stream()
          .filter(entry -> agent.equals(entry.live))
          .forEach(entry -> entry.live = null);
      installer.uninstall(agent.bundle());
      throw e;
    }
  }

  /** Says how the version that is installed for a file stands. */
  void show(String file, AgentBundle agent, Rejection waiting) {
    Probation.Trial trial = probation.of(file);
    String drained = history.of(agent.jar().symbolicName()).drained();
    if (waiting != null) {
      ledger.notConfigured(file, agent, waiting);
    } else if (drained != null) {
      probation.park(agent);
      ledger.drained(file, agent, drained);
    } else if (trial != null) {
      ledger.onProbation(file, agent, trial.old());
    } else {
      history.good(file, agent.jar());
      ledger.serving(file, agent);
    }
  }

  /** An operator wants it to be given no jobs, but to stay. */
  void drain(String symbolicName, String who) {
    String why = "drained by " + who;
    history.drain(symbolicName, why);
    String file = fileOf(symbolicName);
    if (file != null) {
      show(file, entries.get(file).live, null);
    }
  }

  /** An operator wants the version before; also one that has passed its probation goes. */
  void rollBack(String symbolicName, String who) throws InterruptedException {
    String file = fileOf(symbolicName);
    if (file == null) {
      LOG.warn("agent {}: no version is installed here, nothing is rolled back", symbolicName);
    } else if (probation.of(file) != null) {
      rollBack(probation.of(file), "by " + who);
    } else {
      rollBackProven(file, history.of(symbolicName), who);
    }
  }

  private void rollBackProven(String file, Kept kept, String who) throws InterruptedException {
    FolderEntry entry = entries.get(file);
    Optional<JarStore.Copy> before = store.kept(kept.before());
    if (before.isEmpty()) {
      LOG.warn("agent {}: there is no version before it to go back to", entry.live);
      return;
    }
    try {
      AgentBundle old = installer.start(file, store.verify(before.get()), state -> {});
      Rejection waiting = awaitAgents(old);
      AgentBundle bad = entry.live;
      Rejection why = why(bad, old, "by " + who);
      history.rolledBack(bad.jar(), file, old.jar(), why);
      entry.live = old;
      probation.retire(bad, () -> {});
      show(file, old, waiting);
      ledger.updateRejected(file, ledger.get(file), why);
    } catch (RejectedException e) {
      LOG.error("agent {}: the version before it cannot serve: {}", entry.live, e.rejection());
    }
  }

  private String fileOf(String symbolicName) {
    return entries.entrySet().stream()
        .filter(each -> each.getValue().live != null)
        .filter(each -> each.getValue().live.jar().symbolicName().equals(symbolicName))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }
}
