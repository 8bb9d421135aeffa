package org.gvp.jobs.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.gvp.jobs.itest.agent.BrokenActivator;
import org.gvp.jobs.itest.agent.GoodAgent;
import org.gvp.jobs.itest.support.AgentJar;
import org.gvp.jobs.itest.support.Await;
import org.gvp.jobs.job.JobRun;
import org.gvp.jobs.job.JobStatus;
import org.gvp.jobs.query.AgentRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A jar that is no good is rejected with a reason, and never takes down what serves. */
public class RejectedAgentTest extends DaemonTest {
  private static final String OTHER_JAR = "other.jar";

  @BeforeEach
  void serve() {
    serveGood("1.0.0");
  }

  @Test
  void a_corrupt_jar_over_the_serving_one() {
    byte[] whole = good("2.0.0").bytes();
    daemon.agents.drop(GOOD_JAR, Arrays.copyOf(whole, whole.length / 2));
    assertRejectedOver("NOT_A_JAR", "it cannot be read as a jar");
  }

  @Test
  void a_jar_over_the_serving_one_that_imports_what_nobody_has() {
    daemon.agents.drop(
        GOOD_JAR, good("2.0.0").with("Import-Package", "com.acme.tax;version=\"[3,4)\",*").bytes());
    assertRejectedOver(
        "UNRESOLVED", "it needs package com.acme.tax [3.0.0,4.0.0) (the daemon has none)");
  }

  @Test
  void a_jar_over_the_serving_one_whose_activator_throws() {
    daemon.agents.drop(
        GOOD_JAR, good("2.0.0").with("Bundle-Activator", BrokenActivator.class.getName()).bytes());
    assertRejectedOver("START_FAILED", "licence expired");
  }

  @Test
  void other_content_under_the_version_that_serves() {
    daemon.agents.drop(GOOD_JAR, good("1.0.0").with("Acme", "other").bytes());
    assertRejectedOver("VERSION_REUSED", "is installed with other content");
    assertThat(daemon.agents.status(GOOD_JAR)).contains("Raise the version or build as SNAPSHOT");
  }

  @Test
  void the_serving_version_built_again_is_no_other_content() {
    long bundle = daemon.bundle(GOOD).getBundleId();
    dropGood("1.0.0");
    Await.stays(
        Duration.ofSeconds(2),
        "the bundle that serves",
        () -> daemon.bundle(GOOD).getBundleId(),
        now -> now == bundle);
    assertThat(daemon.agent(GOOD_JAR).code()).isNull();
  }

  @Test
  void a_jar_over_the_serving_one_that_is_built_for_a_newer_daemon() {
    daemon.agents.drop(
        GOOD_JAR,
        good("2.0.0").with("Import-Package", "org.gvp.jobs.agent;version=\"[1.7,2)\",*").bytes());
    assertRejectedOver(
        "API_TOO_NEW",
        "it is built for org.gvp.jobs.agent 1.7.0, and this daemon (1.0.0) has 1.0.0");
  }

  @Test
  void a_jar_over_the_serving_one_that_everybody_may_write_to() {
    daemon.agents.drop(GOOD_JAR, good("2.0.0").bytes(), "rw-rw-rw-");
    assertRejectedOver("WRITABLE_BY_OTHERS", "may be written to by everybody");
    daemon.agents.mode(GOOD_JAR, "rw-r--r--");
    Await.until(
        "the new version",
        () -> daemon.agent(GOOD_JAR),
        agent -> agent.version().equals("2.0.0") && agent.code() == null);
  }

  @Test
  void a_jar_beside_the_serving_one_without_a_job_type() {
    daemon.agents.drop(OTHER_JAR, other().with("-removeheaders", "Provide-Capability").bytes());
    assertRejectedBeside("NO_JOB_TYPE", "declares no job type");
  }

  @Test
  void a_second_agent_for_a_type_is_rejected_until_the_first_one_goes() {
    daemon.agents.drop(OTHER_JAR, other().bytes());
    assertRejectedBeside(
        "TYPE_TAKEN", "job type Custom/itest.Good is taken by " + GOOD + " from " + GOOD_JAR);
    daemon.agents.delete(GOOD_JAR);
    daemon.await(OTHER_JAR, "SERVING");
    assertServedBy("org.gvp.jobs.itest.other 1.0.0");
    assertThat(daemon.agents.status(OTHER_JAR)).contains("state: SERVING").doesNotContain("code:");
  }

  private static AgentJar other() {
    return AgentJar.of(GoodAgent.class, "org.gvp.jobs.itest.other", "1.0.0");
  }

  private void assertRejectedOver(String code, String reason) {
    AgentRow row = awaitCode(GOOD_JAR, code);
    assertThat(row.state()).isEqualTo("SERVING");
    assertThat(row.version()).isEqualTo("1.0.0");
    assertThat(row.reason()).contains(reason);
    assertThat(daemon.agents.status(GOOD_JAR))
        .contains("state: SERVING", "version: 1.0.0", "code: " + code, reason, "cure: ");
    assertThat(daemon.installed(GOOD)).containsExactly("1.0.0");
    assertServedBy(GOOD + " 1.0.0");
  }

  private void assertRejectedBeside(String code, String reason) {
    AgentRow row = awaitCode(OTHER_JAR, code);
    assertThat(row.state()).isEqualTo("REJECTED");
    assertThat(row.reason()).contains(reason);
    assertThat(daemon.agents.status(OTHER_JAR))
        .contains("state: REJECTED", "code: " + code, reason, "cure: ");
    assertThat(daemon.agent(GOOD_JAR).state()).isEqualTo("SERVING");
    assertServedBy(GOOD + " 1.0.0");
  }

  private AgentRow awaitCode(String file, String code) {
    return Await.until(
        file + " with code " + code,
        () -> daemon.agent(file),
        agent -> agent != null && code.equals(agent.code()));
  }

  private void assertServedBy(String agent) {
    long job = daemon.create(GoodAgent.TYPE, 1, "work");
    daemon.await(job, JobStatus.FINISHED);
    assertThat(daemon.query().runs(job, 10)).extracting(JobRun::agent).containsExactly(agent);
  }
}
