/**
 * The model of the register: jobs, their actions, their runs, the statuses and who may change them.
 *
 * <p>Everything here is an immutable value that depends on the JDK alone, safe to share between
 * threads. JSON is kept as text, as it stands in the register. Times are {@link java.time.Instant
 * instants}; the register keeps them with microseconds.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.job;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
