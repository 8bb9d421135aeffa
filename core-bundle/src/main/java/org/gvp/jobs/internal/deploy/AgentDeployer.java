package org.gvp.jobs.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.EnumSet;
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
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Rejections that may be over once something else has changed. */
  private static final Set<RejectCode> DEPEND_ON_OTHERS =
      EnumSet.of(
          RejectCode.NAME_CLASH,
          RejectCode.TYPE_TAKEN,
          RejectCode.UNRESOLVED,
          RejectCode.NOT_REGISTERED);

  private final Path folder;
  private final JarStore store;
  private final AgentInstaller installer;
  private final DeployLedger ledger;
  private final Neighbours neighbours;
  private final DeployThread thread;
  private final Probation probation;
  private final Map<String, FolderEntry> entries = new TreeMap<>();

  private final AgentHistory history;
  private final Comebacks comebacks;

  AgentDeployer(
      Path folder,
      JarStore store,
      AgentInstaller installer,
      DeployLedger ledger,
      Neighbours neighbours,
      DeployThread thread,
      Probation probation,
      AgentHistory history) {
    this.folder = folder;
    this.store = store;
    this.installer = installer;
    this.ledger = ledger;
    this.neighbours = neighbours;
    this.thread = thread;
    this.probation = probation;
    this.history = history;
    comebacks = new Comebacks(entries, installer, store, ledger, probation, history);
  }

  /** Begins with what was good last; whatever lies in the folder now comes beside it. */
  void begin() throws InterruptedException {
    history.read();
    for (AgentMemory.Kept kept : history.all()) {
      if (kept.file() != null && Files.exists(folder.resolve(kept.file()))) {
        comebacks.restore(kept);
      }
    }
  }

  /** An operator wants the agent's content to be tried whatever speaks against it. */
  void retry(String symbolicName) throws InterruptedException {
    history.allow(symbolicName);
    for (String file : List.copyOf(entries.keySet())) {
      FolderEntry entry = entries.get(file);
      if (entry != null && symbolicName.equals(ledger.get(file).symbolicName())) {
        if (entry.live != null) {
          probation.unpark(entry.live);
        }
        if (ledger.get(file).state() == DeployState.STANDBY) {
          comebacks.show(file, entry.live, null);
        }
        entry.asked = true;
        look(file, true);
        entry.asked = false;
      }
    }
  }

  /** Going back to earlier versions. */
  Comebacks comebacks() {
    return comebacks;
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
    FolderEntry entry = entries.computeIfAbsent(file, name -> new FolderEntry());
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

  private void deploy(String file, FolderEntry entry, boolean again)
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
      refuseRolledBack(file, copy.sha256());
      AgentJar jar = store.verify(copy);
      if (steps) {
        ledger.step(file, DeployState.VERIFIED, jar);
      }
      if (entry.live != null && Rebuild.isSame(entry.live.jar(), jar)) {
        sameAgain(file, entry);
        return;
      } else if (entry.live != null && !entry.asked) {
        Neighbours.refuseDowngrade(entry.live.jar(), jar);
      }
      String rival = neighbours.rival(file, jar, live());
      install(file, entry, jar, rival, steps);
    } finally {
      forgetContents();
    }
  }

  /** The contents that are installed may become good ones; all else can be dropped again. */
  private void forgetContents() throws IOException {
    Set<String> needed = history.contents();
    live().values().forEach(agent -> needed.add(agent.jar().sha256()));
    probation.trials().forEach(trial -> needed.add(trial.old().jar().sha256()));
    store.keepOnly(needed);
  }

  /** The content that is installed: touched, or put back after a bad one. */
  private void sameAgain(String file, FolderEntry entry) throws InterruptedException {
    if (ledger.get(file).rejection() != null) {
      review(file, entry.live, true);
    }
  }

  private void install(String file, FolderEntry entry, AgentJar jar, String rival, boolean steps)
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
    comebacks.show(file, next, waiting);
  }

  /** From now on the next version is the file's, and in the place of the rival file's too. */
  private void replace(String file, FolderEntry entry, AgentBundle next, String rival) {
    AgentBundle old = entry.live;
    entry.live = next;
    if (old != null) {
      probation.begin(file, next, old, file, serves(file));
    }
    if (rival != null) {
      FolderEntry loser = entries.get(rival);
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

  private void refuseRolledBack(String file, String sha256)
      throws RejectedException, InterruptedException {
    Optional<AgentMemory.Kept> kept = history.refusing(sha256);
    if (kept.isPresent()) {
      if (file.equals(kept.get().file()) && entries.get(file).live == null) {
        comebacks.restore(kept.get());
      }
      Rejection why = kept.get().why();
      throw new RejectedException(why.code(), why.text(), why.fix());
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

  private void reject(String file, FolderEntry entry, Rejection why) {
    if (why.code() == RejectCode.NOT_A_JAR && ++entry.tries < TRIES) {
      // It may still be being copied.
      entry.settled = null;
      thread.later(TRY_AGAIN, "looking at " + file + " again", () -> changed(file));
      return;
    }
    if (why.code() == RejectCode.WRITABLE_BY_OTHERS) {
      lookAgain(file, entry);
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

  /** A chmod leaves no trace that the watcher sees. */
  private void lookAgain(String file, FolderEntry entry) {
    entry.settled = null;
    if (!entry.comesAgain) {
      entry.comesAgain = true;
      thread.later(
          LOOK_AGAIN,
          "looking at " + file + " again",
          () -> {
            entry.comesAgain = false;
            changed(file);
          });
    }
  }

  /** The file is gone. */
  void removed(String file) throws InterruptedException {
    FolderEntry entry = entries.remove(file);
    history.removed(file);
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
        comebacks.show(file, live, waiting);
      }
    } catch (RejectedException e) {
      if (live.bundle().getState() == Bundle.UNINSTALLED) {
        restore(file, live);
      } else if (probation.of(file) != null) {
        comebacks.rollBack(probation.of(file), "while on probation: " + e.rejection().text());
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
    FolderEntry entry = entries.get(file);
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
