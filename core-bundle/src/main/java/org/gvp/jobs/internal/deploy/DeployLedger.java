package org.gvp.jobs.internal.deploy;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of each file of the agents folder: in the log, beside the file, and for whoever asks.
 * Written by the deployer's thread, read by any.
 */
final class DeployLedger {
  private static final Logger LOG = LoggerFactory.getLogger(DeployLedger.class);

  private final Map<String, DeployedAgent> agents = new ConcurrentSkipListMap<>();
  private final Map<String, DeployedAgent> standingBy = new ConcurrentSkipListMap<>();
  private final StatusFiles statusFiles;
  private final Clock clock;
  private final DeployListener listener;
  private volatile List<DeployedAgent> leaks = List.of();

  DeployLedger(StatusFiles statusFiles, Clock clock, DeployListener listener) {
    this.statusFiles = statusFiles;
    this.clock = clock;
    this.listener = listener;
  }

  List<DeployedAgent> agents() {
    return Stream.of(agents.values(), standingBy.values(), leaks)
        .flatMap(Collection::stream)
        .toList();
  }

  DeployedAgent get(String file) {
    return agents.getOrDefault(file, DeployedAgent.seen(file, clock.instant()));
  }

  /** The file is in a step of its deployment that is not its outcome: not worth a log line. */
  void step(String file, DeployState state) {
    put(get(file).with(state, clock.instant(), -1, null));
  }

  void step(String file, DeployState state, AgentJar jar) {
    put(get(file).with(jar).with(state, clock.instant(), -1, null));
  }

  void serving(String file, AgentBundle agent) {
    standingBy.remove(file);
    DeployedAgent now = state(file, agent, DeployState.SERVING, null);
    LOG.info("agent {} {} from {} serves {}", now.symbolicName(), now.version(), file, now.types());
  }

  void notConfigured(String file, AgentBundle agent, Rejection waiting) {
    state(file, agent, DeployState.NOT_CONFIGURED, waiting);
    LOG.warn(
        "agent {} from {} does not serve yet: {}. {}",
        agent.jar().symbolicName(),
        file,
        waiting.text(),
        waiting.fix());
  }

  void onProbation(String file, AgentBundle agent, AgentBundle old) {
    String name = file + " (before)";
    DeployedAgent kept =
        DeployedAgent.seen(name, clock.instant())
            .with(old.jar())
            .with(DeployState.STANDBY, clock.instant(), old.bundle().getBundleId(), null);
    standingBy.put(file, kept);
    DeployedAgent now = state(file, agent, DeployState.PROBATION, null);
    LOG.info(
        "agent {} {} from {} serves {} on probation; {} stands by",
        now.symbolicName(),
        now.version(),
        file,
        now.types(),
        kept.version());
  }

  /** It is there, and an operator wants it to be given no jobs. */
  void drained(String file, AgentBundle agent, String why) {
    String fix = "To end that: select gvp_jobs.retry_agent('" + agent.jar().symbolicName() + "')";
    state(file, agent, DeployState.STANDBY, new Rejection(null, why, fix));
    LOG.info("agent {} from {} stands by: {}", agent, file, why);
  }

  /** The probation of the file's version is over, and it stays; whatever else is said of it too. */
  void passed(String file) {
    standingBy.remove(file);
    DeployedAgent now = get(file);
    if (now.state() == DeployState.PROBATION) {
      put(now.with(DeployState.SERVING, clock.instant(), now.bundleId(), now.rejection()));
      LOG.info("agent {} {} from {} has passed", now.symbolicName(), now.version(), file);
    } else {
      listener.changed(agents());
    }
  }

  /** The file's bundle is there, but of no use any more. */
  void broken(String file, AgentBundle agent, Rejection why) {
    state(file, agent, DeployState.REJECTED, why);
    LOG.error("agent {} from {} has failed: {}", agent.jar().symbolicName(), file, why);
  }

  void rejected(String file, Rejection why) {
    standingBy.remove(file);
    put(get(file).with(DeployState.REJECTED, clock.instant(), -1, why));
    LOG.error("{} is rejected: {}", file, why);
  }

  /** The file's new content is rejected; the version from before goes on as it was. */
  void updateRejected(String file, DeployedAgent before, Rejection why) {
    put(before.with(before.state(), before.since(), before.bundleId(), why));
    LOG.error("{} is rejected, version {} goes on: {}", file, before.version(), why);
  }

  void draining(String file, AgentBundle agent) {
    standingBy.remove(file);
    state(file, agent, DeployState.DRAINING, null);
    LOG.info("agent {} from {} is draining: the file was removed", agent, file);
  }

  void retired(String file) {
    statusFiles.remove(file);
    if (agents.remove(file) != null) {
      listener.changed(agents());
      LOG.info("{} is retired", file);
    }
  }

  /** Those retired versions whose classes stay in memory: files of theirs there may be none. */
  void leaking(List<DeployedAgent> versions) {
    if (!versions.equals(leaks)) {
      leaks = versions;
      listener.changed(agents());
    }
  }

  private DeployedAgent state(String file, AgentBundle agent, DeployState state, Rejection why) {
    DeployedAgent now =
        get(file).with(agent.jar()).with(state, clock.instant(), agent.bundle().getBundleId(), why);
    put(now);
    return now;
  }

  private void put(DeployedAgent agent) {
    statusFiles.write(agent);
    agents.put(agent.file(), agent);
    listener.changed(agents());
  }
}
