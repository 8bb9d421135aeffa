package org.gvp.jobs.itest;

import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.AgentJar;
import org.gvp.jobs.itest.support.RunningDaemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that drops files into the running daemon, and takes them out again. */
abstract class DaemonTest {
  static final String GOOD = "org.gvp.jobs.itest.good";
  static final String GOOD_JAR = "good.jar";

  RunningDaemon daemon;

  @BeforeEach
  void findDaemon() {
    daemon = new RunningDaemon();
  }

  @AfterEach
  void cleanUp() {
    daemon.clear();
  }

  static AgentJar good(String version) {
    return AgentJar.of(GoodAgent.class, GOOD, version);
  }

  void dropGood(String version) {
    daemon.agents.drop(GOOD_JAR, good(version).bytes());
  }

  void serveGood(String version) {
    dropGood(version);
    daemon.await(GOOD_JAR, "SERVING");
  }
}
