/**
 * An agent tested with JUnit 5: alone, in a {@link org.gvp.jobs.testkit.TestContext}; by {@link
 * org.gvp.jobs.testkit.AgentContract}, which every agent keeps; and in a real daemon, started by
 * {@link org.gvp.jobs.testkit.DaemonExtension}.
 */
package org.gvp.jobs.testkit;
