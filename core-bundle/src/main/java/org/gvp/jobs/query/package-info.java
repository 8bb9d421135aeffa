/**
 * Read-only questions to the register: what the web view and other observers ask. Nothing here can
 * change a job.
 */
@Export
@Version("1.0.0")
package org.gvp.jobs.query;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
