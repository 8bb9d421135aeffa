package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the agents in the daemon follow the files in the agents folder. A new version is installed
 * and proven beside the one that serves, which stays at hand until the new one has passed its
 * probation, so that a bad file never takes a type down. Everything here happens on the deployer's
 * thread.
 */
final class AgentDeployer {
  private static final Logger LOG = LoggerFactory.getLogger(AgentDeployer.class);
  private static final int TRIES = 4;
  private static final Duration TRY_AGAIN = Duration.ofMillis(700);

  /** Rejections that may be over once something else has changed. */
  private static final Set<RejectCode> DEPEND_ON_OTHERS =
      EnumSet.of(
          RejectCode.NAME_CLASH,
          RejectCode.TYPE_TAKEN,
          RejectCode.UNRESOLVED,
          RejectCode.NOT_REGISTERED);

  /** What the deployer knows of a file. */
  private static final class Entry {
    /** The version that is installed; null if none is. */
    AgentBundle live;

    /** The content, and its time, that the last outcome was about; null before the first. */
    String settled;

    int tries;
  }

  private final Path folder;
  private final JarStore store;
  private final AgentInstaller installer;
  private final DeployLedger ledger;
  private final Neighbours neighbours;
  private final DeployThread thread;
  private final Probation probation;
  private final Map<String, Entry> entries = new TreeMap<>();

  /** By the content's hash: it was rolled back, and is not tried again by itself. */
  private final Map<String, Rejection> refused = new HashMap<>();

  AgentDeployer(
      Path folder,
      JarStore store,
      AgentInstaller installer,
      DeployLedger ledger,
      Neighbours neighbours,
      DeployThread thread,
      Probation probation) {
    this.folder = folder;
    this.store = store;
    this.installer = installer;
    this.ledger = ledger;
    this.neighbours = neighbours;
    this.thread = thread;
    this.probation = probation;
  }

  /** The file is new, or was written to. What is as it was at the last outcome is left alone. */
  void changed(String file) throws InterruptedException {
    look(file, false);
  }

  private void look(String file, boolean again) throws InterruptedException {
    if (!Files.exists(folder.resolve(file))) {
      removed(file);
      return;
    }
    Entry entry = entries.computeIfAbsent(file, name -> new Entry());
    try {
      deploy(file, entry, again);
      entry.tries = 0;
    } catch (RejectedException e) {
      reject(file, entry, e.rejection());
    } catch (IOException e) {
      String text = "it cannot be read: " + e;
      String fix = "Let the daemon's user read it (chmod, chown), then touch it";
      reject(file, entry, new Rejection(RejectCode.NOT_A_JAR, text, fix));
    }
  }

  private void deploy(String file, Entry entry, boolean again)
      throws IOException, RejectedException, InterruptedException {
    FileTime time = Files.getLastModifiedTime(folder.resolve(file));
    JarStore.Copy copy = store.copy(folder.resolve(file));
    try {
      String content = copy.sha256() + " " + time;
      if (content.equals(entry.settled) && !again) {
        return;
      } else if (entry.live != null && entry.live.jar().sha256().equals(copy.sha256())) {
        entry.settled = content;
        sameAgain(file, entry);
        return;
      }
      boolean steps = entry.live == null && !again;
      if (steps) {
        ledger.step(file, DeployState.SEEN);
      }
      entry.settled = content;
      refuseRolledBack(copy.sha256());
      AgentJar jar = store.verify(copy);
      if (steps) {
        ledger.step(file, DeployState.VERIFIED, jar);
      }
      if (entry.live != null) {
        Neighbours.refuseDowngrade(entry.live.jar(), jar);
      }
      String rival = neighbours.rival(file, jar, live());
      install(file, entry, jar, rival, steps);
    } finally {
      store.drop(copy.content());
    }
  }

  /** The content that is installed: touched, or put back after a bad one. */
  private void sameAgain(String file, Entry entry) throws InterruptedException {
    if (ledger.get(file).rejection() != null) {
      review(file, entry.live, true);
    }
  }

  private void install(String file, Entry entry, AgentJar jar, String rival, boolean steps)
      throws RejectedException, InterruptedException {
    AgentBundle next =
        installer.start(
            file,
            jar,
            state -> {
              if (steps) {
                ledger.step(file, state);
              }
            });
    Rejection waiting;
    try {
      waiting = installer.awaitAgents(next);
      refuseToReplaceTheServing(file, rival, waiting);
    } catch (RejectedException e) {
      thread.beside("removing " + next, () -> installer.uninstall(next.bundle()));
      throw e;
    }
    replace(file, entry, next, rival);
    show(file, next, waiting);
  }

  /** From now on the next version is the file's, and in the place of the rival file's too. */
  private void replace(String file, Entry entry, AgentBundle next, String rival) {
    AgentBundle old = entry.live;
    entry.live = next;
    if (old != null) {
      probation.begin(file, next, old, file, serves(file));
    }
    if (rival != null) {
      Entry loser = entries.get(rival);
      boolean served = serves(rival);
      old = loser.live;
      loser.live = null;
      ledger.rejected(rival, Neighbours.superseded(file, next.jar()));
      probation.begin(file, next, old, rival, served);
    }
  }

  private boolean serves(String file) {
    return ledger.get(file).state().serves();
  }

  private void refuseRolledBack(String sha256) throws RejectedException {
    Rejection why = refused.get(sha256);
    if (why != null) {
      throw new RejectedException(why.code(), why.text(), why.fix());
    }
  }

  /** Looks at the versions on trial: some have proven themselves, some have failed. */
  void watch() {
    for (Probation.Trial trial : probation.trials()) {
      Optional<String> fault = probation.fault(trial);
      if (fault.isPresent()) {
        rollBack(trial, fault.get());
      } else if (probation.isOver(trial)) {
        probation.pass(trial);
        ledger.passed(trial.file());
      }
    }
  }

  private void rollBack(Probation.Trial trial, String cause) {
    Rejection why =
        new Rejection(
            RejectCode.ROLLED_BACK,
            trial.next()
                + " was rolled back to "
                + trial.old().jar().version()
                + " while on probation: "
                + cause,
            "Correct it and drop it with a higher version: this content is not tried again");
    refused.put(trial.next().jar().sha256(), why);
    probation.goBack(trial);
    entries.get(trial.file()).live = null;
    String home = entries.containsKey(trial.from()) ? trial.from() : trial.file();
    entries.get(home).live = trial.old();
    ledger.serving(home, trial.old());
    if (home.equals(trial.file())) {
      ledger.updateRejected(home, ledger.get(home), why);
    } else {
      ledger.rejected(trial.file(), why);
    }
  }

  private void refuseToReplaceTheServing(String file, String rival, Rejection waiting)
      throws RejectedException {
    if (waiting != null && (serves(file) || (rival != null && serves(rival)))) {
      throw new RejectedException(
          RejectCode.NOT_REGISTERED,
          waiting.text() + ", and the version before it serves without",
          waiting.fix());
    }
  }

  private void show(String file, AgentBundle agent, Rejection waiting) {
    Probation.Trial trial = probation.of(file);
    if (waiting == null && trial != null) {
      ledger.onProbation(file, agent, trial.old());
    } else if (waiting == null) {
      ledger.serving(file, agent);
    } else {
      ledger.notConfigured(file, agent, waiting);
    }
  }

  private void reject(String file, Entry entry, Rejection why) {
    if (why.code() == RejectCode.NOT_A_JAR && ++entry.tries < TRIES) {
      // It may still be being copied.
      entry.settled = null;
      thread.later(TRY_AGAIN, "looking at " + file + " again", () -> changed(file));
      return;
    }
    entry.tries = 0;
    DeployedAgent before = ledger.get(file);
    if (why.equals(before.rejection())) {
      return;
    } else if (entry.live == null) {
      ledger.rejected(file, why);
    } else {
      ledger.updateRejected(file, before, why);
    }
  }

  /** The file is gone. */
  void removed(String file) throws InterruptedException {
    Entry entry = entries.remove(file);
    if (entry == null) {
      return;
    } else if (entry.live == null) {
      ledger.retired(file);
    } else {
      ledger.draining(file, entry.live);
      probation.abandon(file);
      probation.retire(
          entry.live,
          () -> {
            if (!entries.containsKey(file)) {
              ledger.retired(file);
            }
          });
    }
    reconsider();
  }

  /** Something that the rejected may have waited for has changed. */
  void reconsider() throws InterruptedException {
    for (String file : List.copyOf(entries.keySet())) {
      Rejection why = ledger.get(file).rejection();
      if (entries.containsKey(file) && why != null && DEPEND_ON_OTHERS.contains(why.code())) {
        look(file, true);
      }
    }
  }

  /** An agent service of the bundle has come or gone, or the bundle itself has gone. */
  void review(long bundleId) throws InterruptedException {
    for (Map.Entry<String, AgentBundle> each : live().entrySet()) {
      if (each.getValue().bundle().getBundleId() == bundleId) {
        review(each.getKey(), each.getValue(), false);
      }
    }
  }

  /** What a serving version does leaves alone what is said of a newer content of its file. */
  private void review(String file, AgentBundle live, boolean newerIsGone)
      throws InterruptedException {
    if (neighbours.frameworkIsStopping()) {
      return;
    }
    DeployedAgent before = ledger.get(file);
    try {
      Rejection waiting = installer.awaitAgents(live);
      if (waiting == null
          ? !before.state().serves() || newerIsGone
          : !waiting.equals(before.rejection())) {
        show(file, live, waiting);
      }
    } catch (RejectedException e) {
      if (live.bundle().getState() == Bundle.UNINSTALLED) {
        restore(file, live);
      } else if (probation.of(file) != null) {
        rollBack(probation.of(file), e.rejection().text());
      } else if (!e.rejection().equals(before.rejection())) {
        ledger.broken(file, live, e.rejection());
      }
    } catch (IllegalStateException e) {
      if (live.bundle().getState() != Bundle.UNINSTALLED) {
        throw e;
      }
      restore(file, live);
    }
  }

  /** The folder says what is to serve, not whoever uninstalls a bundle at a console. */
  private void restore(String file, AgentBundle gone) throws InterruptedException {
    LOG.warn(
        "agent {} was uninstalled, but {} is still there: it is deployed again; to remove an agent,"
            + " remove its file",
        gone,
        file);
    Entry entry = entries.get(file);
    entry.live = probation.comeForward(file);
    if (entry.live != null) {
      ledger.serving(file, entry.live);
    }
    entry.settled = null;
    look(file, false);
  }

  private Map<String, AgentBundle> live() {
    Map<String, AgentBundle> live = new TreeMap<>();
    entries.forEach(
        (file, entry) -> {
          if (entry.live != null) {
            live.put(file, entry.live);
          }
        });
    return live;
  }
}
