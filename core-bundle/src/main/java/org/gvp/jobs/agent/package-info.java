/**
 * What an integrator implements, and what the daemon hands to it.
 *
 * <p>An agent is an OSGi bundle with one component that implements {@link Agent} and names its job
 * type with {@link JobType}. The daemon owns threads, concurrency, retries, leases and persistence;
 * an agent is plain code that a unit test can call. Agents are trusted code: they run in the
 * daemon's process with the daemon's rights.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.agent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
